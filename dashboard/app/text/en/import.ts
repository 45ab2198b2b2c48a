/** Texts of the page. */
export const importing = {};
