/** Some values of an enum, or all that have a word, as a Choice offers them. */
export function Options<Value extends string | number>({
  of,
  words,
}: {
  of?: readonly Value[];
  words: Readonly<Record<Value, string>>;
}) {
  return (of ?? (Object.keys(words) as Value[])).map((value) => (
    <option key={value} value={value}>
      {words[value]}
    </option>
  ));
}
