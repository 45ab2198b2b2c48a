import { strict as assert } from "node:assert";
import { test } from "node:test";

import { below, fitted, overlap, type Place, settled } from "./layout.ts";

const place = (id: string, column: number, row: number, width = 4, height = 2): Place => ({
  id,
  column,
  row,
  width,
  height,
});

test("what is put on others moves them down, and nothing hangs in the air", () => {
  const before = [place("a", 0, 0), place("b", 4, 0), place("c", 0, 2)];
  const after = settled(
    before.map((each) => (each.id === "c" ? { ...each, row: 0, column: 2 } : each)),
    "c",
  );
  assert.deepEqual(after, [place("a", 0, 2), place("b", 4, 2), place("c", 2, 0)]);
});

test("places stay in the grid, in whole cells", () => {
  assert.deepEqual(fitted(place("a", 11.6, -3, 4.2, 0.2)), place("a", 8, 0, 4, 1));
});

test("whatever is moved wherever, no two tiles overlap and all rise", () => {
  let seed = 7;
  const random = (most: number): number => (seed = (seed * 48_271) % 2_147_483_647) % most;
  let places = Array.from({ length: 12 }, (_, number) =>
    fitted(place(`${number}`, random(12), random(9), 1 + random(8), 1 + random(4))),
  );
  for (let round = 0; round < 300; round += 1) {
    const id = `${random(12)}`;
    places = settled(
      places.map((each) =>
        each.id === id ? fitted({ ...each, column: random(12), row: random(20), width: 1 + random(12) }) : each,
      ),
      id,
    );
    for (const one of places) for (const other of places) assert.ok(one === other || !overlap(one, other));
    for (const one of places) {
      const risen = { ...one, row: one.row - 1 };
      assert.ok(one.row === 0 || places.some((other) => other.id !== one.id && overlap(risen, other)));
    }
  }
  assert.ok(below(places) > 0);
});
