/** What became of a change, heard by whoever does not see it. */
export function Said({ done, refusal }: { done: string | null; refusal: string | null }) {
  return (
    <>
      <p role="status" className={done === null ? "sr-only" : "text-sm text-good"}>
        {done}
      </p>
      {refusal !== null && (
        <p role="alert" className="text-sm text-bad">
          {refusal}
        </p>
      )}
    </>
  );
}
