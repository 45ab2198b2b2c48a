/** Texts of the page. */
export const platform = {};
