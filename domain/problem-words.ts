/** Which rule refuses, and who says so: a name in kebab-case, and the code of a source, a section of DOMAIN or DESIGN, or `inferred`. */
export interface Basis {
  rule: string;
  source: string;
}

/** What a code means and what to do about it, in both languages. `status` is its HTTP status. */
export interface ProblemWords {
  status: number;
  title: string;
  titleZh: string;
  advice: string;
  adviceZh: string;
  /** Where it is always the same rule; a refusal in the name of a scheme's rule carries that one. */
  basis?: Basis;
}
