/** What a code means and what to do about it, in both languages. `status` is its HTTP status. */
export interface ProblemWords {
  status: number;
  title: string;
  titleZh: string;
  advice: string;
  adviceZh: string;
}
