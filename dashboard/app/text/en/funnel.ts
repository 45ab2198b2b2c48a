/** Texts of the page. */
export const funnel = {};
