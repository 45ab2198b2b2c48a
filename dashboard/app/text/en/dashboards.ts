/** Texts of the page. */
export const dashboards = {};
