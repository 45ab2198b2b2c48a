/** The day it is in a zone at a moment (now, if left out), such as 2026-11-22. */
export function dayIn(zone: string, moment: string | number = Date.now()): string {
  // This locale writes dates as forms do.
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone }).format(new Date(moment));
}

/** The moment that a day without a time stands for: noon there, as the server takes it; undefined for today, which is now. */
export function momentOf(day: string, zone: string): string | undefined {
  if (day === "" || day === dayIn(zone)) return undefined;
  const noon = new Date(`${day}T12:00:00Z`);
  const parts = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(noon);
  const offset = parts.find((part) => part.type === "timeZoneName")?.value.replace("GMT", "") ?? "";
  return `${day}T12:00:00${offset === "" ? "Z" : offset}`;
}
