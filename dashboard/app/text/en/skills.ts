/** Texts of the page. */
export const skills = {};
