/** Texts of the page. */
export const performance = {};
