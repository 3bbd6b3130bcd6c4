/**
 * `file`; `line`, on which the mutated code begins, without blanks around it; `original`, what is replaced, if
 * several mutants on it have the same replacement; `replacement`, as StrykerJS writes it; `why` nothing is different.
 */
export const KNOWN = [];
