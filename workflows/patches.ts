/**
 * Ids for `patched()`: each stands for one change of a workflow's sequence of commands. A run that began before the change goes
 * on as it began. An id is never used again for something else.
 */
export const patches = {
  /**
   * 2026-11-26: an agreement tells its open plans of a party that is added; before, the party stayed unknown to them.
   * May go (by `deprecatePatch` for one release, then altogether) once no chapter is open that began with an earlier version,
   * and with it the histories named after it.
   */
  plansHearOfParties: 'plans-hear-of-parties',
  /**
   * 2026-11-26: the caretaker tells agreements which posts changed hands, and writes the leaders' monthly pages. A round that began
   * before goes on without. May go, with the caretaker's history that has none of it, once no run is open that began earlier.
   */
  caretakerTellsPeople: 'caretaker-tells-people',
  /**
   * 2026-11-26: a placement of which somebody is reported as having left their unit has the person's other placements told; before, they
   * went on. May go, with the history named after it, once no chapter is open that began with an earlier version.
   */
  leftIsToldElsewhere: 'left-is-told-elsewhere',
  /**
   * 2026-11-27: the caretaker certifies the day before in parts, each an activity; before, all of it while the round was filed, which
   * thousands of agreements do not allow. May go, with the caretaker's histories that have none of it, once no run is open that began
   * earlier; `lossesOfDayBefore` goes with it.
   */
  caretakerCertifiesInParts: 'caretaker-certifies-in-parts',
} as const;
