import { describe, expect, it } from "vitest";
import { toLeave } from "./leaving.ts";
import type { Carried, VisitBrief } from "./types.ts";

const brief = (number: string, state: string) => ({ number, state }) as VisitBrief;
const carried = (number: string, state = "planned") =>
  ({ number, bundle: { visit: brief(number, state) } }) as Carried;
const nothing = () => false;
const numbers = (found: Carried[]) => found.map((one) => one.number);

describe("what leaves the device by itself", () => {
  it("is what is over by now, or this person's no more", () => {
    const here = ["a", "b", "c", "d"].map((number) => carried(number));
    const listed = [brief("a", "under_way"), brief("b", "done"), brief("c", "cancelled")];
    expect(numbers(toLeave(here, listed, nothing))).toEqual(["b", "c", "d"]);
  });

  it("is never something of which a word still waits here", () => {
    const here = [carried("a"), carried("b")];
    expect(numbers(toLeave(here, [], (one) => one.number === "a"))).toEqual(["b"]);
  });

  it("is not a visit that was taken along when it was over already", () => {
    expect(toLeave([carried("a", "done")], [brief("a", "done")], nothing)).toEqual([]);
  });
});
