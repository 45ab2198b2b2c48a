import { strict as assert } from "node:assert";
import { test } from "node:test";

import { readView, type View, writeView } from "./view.ts";

const PLAIN: View = { range: null, interval: null, compare: null, filter: {} };

test("a plain address is the plain view, and the other way round", () => {
  assert.deepEqual(readView(""), PLAIN);
  assert.equal(writeView(PLAIN), "");
});

test("every view comes back from its address", () => {
  const views: View[] = [
    { ...PLAIN, range: { period: "LAST_90_DAYS" }, interval: "WEEK" },
    { ...PLAIN, range: { between: { from: "2026-01-01", until: "2026-02-01" } }, compare: "PREVIOUS_YEAR" },
    { ...PLAIN, filter: { sources: ["LinkedIn", "Company site & more"], companies: ["Müller, Söhne"] } },
  ];
  for (const view of views) assert.deepEqual(readView(writeView(view)), view);
});

test("what an address says wrongly is as if it were not said", () => {
  const said = "?range=FOREVER&interval=SECOND&compare=NOTHING&from=2026-02-01&until=2026-01-01&sources=&colour=red";
  assert.deepEqual(readView(said), PLAIN);
});

test("what belongs to others stays in the address", () => {
  assert.equal(writeView({ ...PLAIN, interval: "DAY" }, "?search=data&interval=WEEK"), "?search=data&interval=DAY");
});
