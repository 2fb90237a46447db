/**
 * What the codes stand for that policies give as their origin. Values without one are ours (`inferred`). Written into
 * docs/policy.md, because a person who doubts a date wants to know who says so.
 */
export const sources: Readonly<Record<string, string>> = {
  CN3: 'key terms of a contract management product: an undated contract is reviewed every year, https://help.tractsoft.io/clmg/key-terms',
  CX4: 'practice of sending science and technology specialists to enterprises: collect weekly, evaluate monthly, match quarterly, http://zgkjcx.com/Article/ShowArticle.asp?ArticleID=27211',
  CX1: 'rules for specialists sent to enterprises in Wendeng: at most three enterprises for one person, http://xianyu.chinaxiaokang.com/weihaishidiji/wendengqu/huizhan/2020/0915/3647571.html',
  CX5: 'half-monthly reports of people sent to enterprises, http://news.sina.com.cn/c/2007-04-26/130611721168s.shtml',
  CX7: 'a provincial standard for the service of science and technology specialists (DB35/T 2019-2021): three parties agree, http://www.mydoc123.com/p-1530757.html',
  CX8: 'selection of specialists in batches at a vocational college, https://kyc.dlvtc.edu.cn/web/guest/detail?articleId=E64AF345-1139-4E60-CA79-2A57C9E48413',
  DB1: 'supervision by lights in Suqian: blue near the date, yellow behind schedule, red when overdue, repeated until closed, http://sqgzw.suqian.gov.cn/gzw/gqfc/202506/c520c452698d42cebc27aed37067306c.shtml',
  DB2: 'supervision in Xi’an, which warns three days before the date, https://www.qinfeng.gov.cn/info/1025/3058.htm',
  DC1: 'reminders to sign in Documenso, described in its user documentation (`signing-reminders.mdx`)',
  DC4: 'a request to Documenso for renewal tasks after an agreement has expired, https://github.com/documenso/documenso/issues/2392',
  E1: 'a request to Operately for escalation up the reporting line, https://github.com/operately/operately/issues/1329',
  GA1: 'steps and repetitions of an escalation policy in GoAlert (`escalation/step.go`, `escalation/policy.go`)',
  GO1: 'escalation chains and routes of Grafana OnCall, described in its documentation',
  GO2: 'swaps of shifts in Grafana OnCall: asked of those who can, in their working hours, described in its documentation',
  KT3: 'monthly meetings of knowledge transfer partnerships at the University of Brighton, https://www.brighton.ac.uk/business-services/knowledge-transfer-partnerships/frequently-asked-questions.aspx',
  KT4: 'launch meeting of a teaching company scheme: team and committee meetings, and their quorum, https://studylib.net/doc/7428836/launch-meeting-of-tcs-programme-4372-between',
  MI2: 'start and end dates of Mitacs Accelerate projects, https://www.mitacs.ca/mitacs-accelerate-project-start-and-end-date-policy/',
  MM3: 'the next contact counted from the last real one, in a donor management system, https://thankq.net.au/thankqhelpsystem/thankqhelp/toc395710329.html',
  MU2: 'memoranda of understanding at the University of Colorado, reviewed though they have no end, https://www.colorado.edu/space-optimization/process/memorandums-understanding-mous',
  QH1: 'quiet hours in which messages wait and are bundled, https://github.com/objectstack-ai/framework/pull/1453.diff',
  QH3: 'quiet hours of a workspace’s notifications, https://glama.ai/mcp/connectors/so.atwork/workspace/tools/notifications.set_quiet_hours',
  RN1: 'renewal of collaborations at Queen’s University Belfast (types of collaboration: review and renewal procedures)',
  RN2: 'renewal of collaborations at Queen’s University Belfast (collaborative research degrees: review and renewal)',
  UD1: 'how long universities and companies take to come to an agreement on research, a survey of UIDP, https://uidp.org/publication/1-minute-survey-time-to-agreement-for-u-i-sponsored-research/',
  WI1: 'approval steps in Windmill, where nobody approves what is their own',
};
