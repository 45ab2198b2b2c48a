/** Texts of the page. */
export const today = {};
