/**
 * What the codes stand for that policies give as their origin. Values without one are ours (`inferred`). Written into
 * docs/policy.md, because a person who doubts a date wants to know who says so.
 */
export const sources: Readonly<Record<string, string>> = {
  CN3: 'a contract manager’s key terms, https://help.tractsoft.io/clmg/key-terms',
  CX4: 'practice of posting specialists to enterprises, http://zgkjcx.com/Article/ShowArticle.asp?ArticleID=27211',
  DB2: 'supervision with three lights in Xi’an, https://www.qinfeng.gov.cn/info/1025/3058.htm',
  DC1: 'signing reminders of Documenso, its users’ documentation "signing-reminders"',
  DC4: 'https://github.com/documenso/documenso/issues/2392 (renewal after expiry)',
  E1: 'https://github.com/operately/operately/issues/1329 (escalation up a reporting line)',
  GA1: 'escalation steps of GoAlert, target/goalert escalation/step.go',
  GO1: 'escalation chains of Grafana OnCall',
  KT3: 'knowledge transfer partnerships at Brighton, https://www.brighton.ac.uk/business-services/knowledge-transfer-partnerships/frequently-asked-questions.aspx',
  KT4: 'a teaching company scheme’s launch meeting, https://studylib.net/doc/7428836/launch-meeting-of-tcs-programme-4372-between',
  MI2: 'https://www.mitacs.ca/mitacs-accelerate-project-start-and-end-date-policy/',
  MM3: 'contacts of a donor system, https://thankq.net.au/thankqhelpsystem/thankqhelp/toc395710329.html',
  MU2: 'https://www.colorado.edu/space-optimization/process/memorandums-understanding-mous',
  RN1: 'renewal at Queen’s University Belfast (types of collaboration, review and renewal procedures)',
  RN2: 'renewal at Queen’s University Belfast (collaborative research degrees, review and renewal)',
  UD1: 'https://uidp.org/publication/1-minute-survey-time-to-agreement-for-u-i-sponsored-research/',
  WI1: 'approval steps of Windmill (self-approval off)',
};
