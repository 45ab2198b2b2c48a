/** Where tiles lie on a grid of twelve columns that grows downwards. */
export const COLUMNS = 12;
export const MOST_ROWS = 12;

export interface Place {
  id: string;
  column: number;
  row: number;
  width: number;
  height: number;
}

export function overlap(one: Place, other: Place): boolean {
  return (
    one.column < other.column + other.width &&
    other.column < one.column + one.width &&
    one.row < other.row + other.height &&
    other.row < one.row + one.height
  );
}

const limited = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));

/** The place with whole cells inside the grid. */
export function fitted<P extends Place>(place: P): P {
  const width = limited(Math.round(place.width), 1, COLUMNS);
  return {
    ...place,
    width,
    height: limited(Math.round(place.height), 1, MOST_ROWS),
    column: limited(Math.round(place.column), 0, COLUMNS - width),
    row: Math.max(0, Math.round(place.row)),
  };
}

const inOrder = (one: Place, other: Place): number => one.row - other.row || one.column - other.column;

/** All places after one has been put where it is: others make room downwards, then all rise as far as they can. */
export function settled<P extends Place>(places: readonly P[], first: string | null = null): P[] {
  const order = [...places].sort(
    (one, other) => Number(other.id === first) - Number(one.id === first) || inOrder(one, other),
  );
  const down: P[] = [];
  for (const place of order) {
    let row = place.row;
    while (down.some((other) => overlap({ ...place, row }, other))) row += 1;
    down.push({ ...place, row });
  }
  const up: P[] = [];
  for (const place of down.sort(inOrder)) {
    let row = place.row;
    while (row > 0 && !up.some((other) => overlap({ ...place, row: row - 1 }, other))) row -= 1;
    up.push({ ...place, row });
  }
  return places.map((place) => up.find((other) => other.id === place.id) ?? place);
}

/** The first row below everything. */
export const below = (places: readonly Place[]): number =>
  Math.max(0, ...places.map((place) => place.row + place.height));
