import { askEarly } from "./graph/early";
import { FirstNumbers, Today, Viewer } from "./graph/texts";
import { FIRST_NUMBERS } from "./pages/today/asked";
import { chosenLanguage, textsOf } from "./text/chosen";

// A script of its own that runs before the page is there: it takes on what would else wait for it in a row.
const { pathname, search, hash } = window.location;
const token = pathname === "/shared" ? null : new URLSearchParams(hash.slice(1)).get("token");
if (token !== null) {
  askEarly(token, "Viewer", Viewer, {});
  if (pathname === "/") askEarly(token, "Today", Today, {});
  if (pathname === "/" && search === "") askEarly(token, "FirstNumbers", FirstNumbers, FIRST_NUMBERS);
}
textsOf(chosenLanguage()).catch(() => undefined); // the page asks for them again, and says so
