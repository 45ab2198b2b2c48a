/** Texts of the page. */
export const alerts = {};
