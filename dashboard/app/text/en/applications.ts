/** Texts of the page. */
export const applications = {};
