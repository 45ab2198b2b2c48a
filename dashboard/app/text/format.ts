/** Numbers and dates as the reader writes them. Nothing is computed here, only rounded for reading. */
export interface Format {
  count: (value: number) => string;
  /** A share from 0 to 1 as percent. */
  share: (value: number) => string;
  /** A change as a share, with its sign. */
  change: (value: number) => string;
  days: (value: number) => string;
  /** Seconds, in minutes or hours where they are many. */
  seconds: (value: number) => string;
  milliseconds: (value: number) => string;
  /** A number that may be far below one, such as how often something happens in a second. */
  precise: (value: number) => string;
  bytes: (value: number) => string;
  /** Yearly pay between two whole amounts. */
  pay: (low: number, high: number, currency: string) => string;
  /** A date without a time, `2026-11-22`, or a moment, as a date in the zone given. */
  date: (value: string, zone?: string) => string;
  moment: (value: string | number, zone?: string) => string;
  time: (value: string | number, zone?: string) => string;
  /** The start of a bucket, as short as its interval allows. */
  bucket: (value: string, interval: string, zone?: string) => string;
  /** A metric by its unit. */
  value: (value: number | null | undefined, unit: string) => string;
}

const made = new Map<string, Format>();

export function formatFor(locale: string): Format {
  const known = made.get(locale);
  if (known !== undefined) return known;
  const number = (options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options);
  const whole = number({ maximumFractionDigits: 1 });
  const share = number({ style: "percent", maximumFractionDigits: 1 });
  const change = number({ style: "percent", maximumFractionDigits: 0, signDisplay: "exceptZero" });
  const days = number({ style: "unit", unit: "day", unitDisplay: "long", maximumFractionDigits: 1 });
  const time = (unit: string, maximumFractionDigits: number) =>
    number({ style: "unit", unit, unitDisplay: "short", maximumFractionDigits });
  const [milliseconds, seconds, minutes, hours] = [
    number({ style: "unit", unit: "millisecond", maximumSignificantDigits: 3 }),
    time("second", 2),
    time("minute", 0),
    time("hour", 0),
  ];
  const precise = number({ maximumSignificantDigits: 3 });
  const sizes = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"].map((unit) =>
    number({ style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 }),
  );
  const pays = new Map<string, Intl.NumberFormat>();
  const date = (options: Intl.DateTimeFormatOptions) => {
    const zones = new Map<string | undefined, Intl.DateTimeFormat>();
    return (value: string | number, zone?: string): string => {
      let one = zones.get(zone);
      if (one === undefined) zones.set(zone, (one = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone })));
      return one.format(new Date(value));
    };
  };
  const day = date({ day: "numeric", month: "short", year: "numeric" });
  const moment = date({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  const buckets: Record<string, (value: string, zone?: string) => string> = {
    HOUR: date({ hour: "2-digit", minute: "2-digit" }),
    DAY: date({ day: "numeric", month: "short" }),
    WEEK: date({ day: "numeric", month: "short" }),
    MONTH: date({ month: "short", year: "2-digit" }),
  };
  const format: Format = {
    count: (value) => whole.format(value),
    share: (value) => share.format(value),
    change: (value) => change.format(value),
    days: (value) => days.format(value),
    seconds: (value) =>
      value < 300 ? seconds.format(value) : value < 36_000 ? minutes.format(value / 60) : hours.format(value / 3_600),
    milliseconds: (value) => milliseconds.format(value),
    precise: (value) => precise.format(value),
    bytes: (value) => {
      const size = Math.min(sizes.length - 1, Math.floor(Math.log10(Math.max(1, Math.abs(value))) / 3));
      return sizes[size]?.format(value / 1_000 ** size) ?? whole.format(value);
    },
    pay: (low, high, currency) => {
      let one = pays.get(currency);
      if (one === undefined)
        pays.set(currency, (one = number({ style: "currency", currency, maximumFractionDigits: 0 })));
      return one.formatRange(low, high);
    },
    // A date without a time belongs to no zone: read and written as UTC it stays what it is.
    date: (value, zone) => (value.length === 10 ? day(value, "UTC") : day(value, zone)),
    moment,
    time: date({ hour: "2-digit", minute: "2-digit", second: "2-digit" }),
    bucket: (value, interval, zone) => (buckets[interval] ?? day)(value, zone),
    value: (value, unit) => {
      if (value === null || value === undefined) return "–";
      if (unit === "RATIO") return share.format(value);
      if (unit === "DAYS") return days.format(value);
      return unit === "SECONDS" ? format.seconds(value) : whole.format(value);
    },
  };
  made.set(locale, format);
  return format;
}
