/** Texts of the page. */
export const reports = {};
