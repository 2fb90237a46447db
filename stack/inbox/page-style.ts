/** The page's style sheet: light and dark by the reader's system, one column on narrow screens. */
export const pageStyle = `
:root {
  --ground: #eef2f3; --paper: #ffffff; --ink: #14212b; --soft: #536471; --line: #d9e0e4; --accent: #0f6b63;
  --tint: #e2f1ef; --hover: #f4f8f8; --warn: #a33a14;
  font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0f1519; --paper: #182026; --ink: #e6edf1; --soft: #9fb0bb; --line: #2b363e; --accent: #5cc8bb;
    --tint: #17383a; --hover: #1e282f; --warn: #ff9e7a;
  }
}
* { box-sizing: border-box; }
html, body { height: 100%; margin: 0; }
body { display: flex; flex-direction: column; background: var(--ground); color: var(--ink); }
h1, h2, h3, p, dl, dd, ol, ul { margin: 0; padding: 0; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
[hidden] { display: none !important; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 12px; top: 12px; z-index: 3; background: var(--paper); padding: 8px 12px; border-radius: 8px; }

.bar { display: flex; align-items: center; gap: 12px; padding: 12px 20px; background: var(--paper); border-bottom: 1px solid var(--line); }
.logo { width: 34px; height: 34px; flex: none; }
.logo rect { fill: #0f6b63; }
.logo path { fill: none; stroke: #fff; stroke-width: 2; stroke-linejoin: round; }
.brand { flex: 1; min-width: 0; }
.brand h1 { font-size: 17px; line-height: 1.25; font-weight: 650; }
.brand p { color: var(--soft); font-size: 13px; }
.state { color: var(--soft); font-size: 13px; white-space: nowrap; }
.state::before { content: ''; display: inline-block; width: 8px; height: 8px; margin-right: 7px; border-radius: 50%; background: var(--accent); }
.state.lost { color: var(--warn); }
.state.lost::before { background: var(--warn); }
.quiet { font: inherit; font-size: 13px; color: var(--ink); background: none; border: 1px solid var(--line); border-radius: 8px; padding: 5px 12px; cursor: pointer; }
.quiet:hover { background: var(--hover); }

main { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(300px, 400px) minmax(0, 1fr); }
.list { display: flex; flex-direction: column; min-height: 0; background: var(--paper); border-right: 1px solid var(--line); }
#filters { display: grid; grid-template-columns: 1fr 1fr; gap: 8px; padding: 12px; border-bottom: 1px solid var(--line); }
#filters input, #filters select { width: 100%; min-width: 0; font: inherit; font-size: 14px; color: inherit; background: var(--ground); border: 1px solid transparent; border-radius: 8px; padding: 7px 10px; }
#filters input:focus, #filters select:focus { border-color: var(--accent); outline: none; background: var(--paper); }
#messages { flex: 1; overflow-y: auto; list-style: none; scrollbar-width: thin; }
.day { position: sticky; top: 0; z-index: 1; padding: 6px 16px; font-size: 12px; font-weight: 600; letter-spacing: .02em; color: var(--soft); background: var(--ground); border-bottom: 1px solid var(--line); }
.item { display: grid; grid-template-columns: 36px minmax(0, 1fr); column-gap: 12px; padding: 11px 16px; color: inherit; text-decoration: none; border-bottom: 1px solid var(--line); border-left: 3px solid transparent; }
.item:hover { background: var(--hover); }
.item:focus-visible { outline-offset: -2px; }
.item[aria-current='true'] { background: var(--tint); border-left-color: var(--accent); }
.face { grid-row: 1 / span 3; width: 36px; height: 36px; display: grid; place-items: center; border-radius: 50%; color: #fff; font-size: 14px; font-weight: 600; }
.face0 { background: #0f6b63; } .face1 { background: #6a4a9c; } .face2 { background: #a04814; } .face3 { background: #1f5fa8; } .face4 { background: #8e2f5b; } .face5 { background: #4b6616; }
.row { display: flex; gap: 8px; align-items: baseline; }
.who { flex: 1; min-width: 0; font-size: 13px; color: var(--soft); }
.who, .what, .start { overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
.when { flex: none; font-size: 12px; color: var(--soft); font-variant-numeric: tabular-nums; }
.what { font-size: 14.5px; }
.new .what { font-weight: 650; }
.new .when::before { content: ''; display: inline-block; width: 7px; height: 7px; margin-right: 6px; border-radius: 50%; background: var(--accent); }
.start { font-size: 13px; color: var(--soft); }
.empty { padding: 40px 24px; text-align: center; color: var(--soft); }

.reader { display: flex; flex-direction: column; min-height: 0; min-width: 0; overflow-y: auto; padding: 24px 28px; }
.reader:focus { outline: none; }
.reader .empty { margin: auto; max-width: 420px; }
.back { display: none; align-self: flex-start; margin-bottom: 12px; }
.reader h2 { font-size: 22px; line-height: 1.3; font-weight: 650; overflow-wrap: anywhere; }
.meta { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 3px 14px; margin-top: 12px; font-size: 13.5px; }
.meta dt { color: var(--soft); }
.meta dd { overflow-wrap: anywhere; }
.files { display: flex; flex-wrap: wrap; gap: 8px; list-style: none; margin-top: 12px; }
.files a { display: inline-block; padding: 4px 10px; font-size: 13px; border: 1px solid var(--line); border-radius: 999px; background: var(--paper); text-decoration: none; }
.tabs { display: flex; gap: 4px; margin-top: 18px; border-bottom: 1px solid var(--line); }
.tabs button, .tabs a { font: inherit; font-size: 14px; color: var(--soft); background: none; border: 0; border-bottom: 2px solid transparent; padding: 7px 12px; margin-bottom: -1px; cursor: pointer; text-decoration: none; }
.tabs a { margin-left: auto; }
.tabs button:hover, .tabs a:hover { color: var(--ink); }
.tabs button[aria-selected='true'] { color: var(--accent); border-bottom-color: var(--accent); font-weight: 600; }
.sheet { flex: 1; min-height: 320px; margin-top: 16px; background: var(--paper); border: 1px solid var(--line); border-radius: 12px; overflow: hidden; display: flex; }
.sheet iframe { flex: 1; width: 100%; border: 0; background: #fff; }
.sheet pre { flex: 1; margin: 0; padding: 20px 24px; overflow: auto; font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; }
.sheet .fields { flex: 1; align-content: start; margin: 0; padding: 20px 24px; overflow: auto; }

@media (max-width: 760px) {
  .brand p, .state { display: none; }
  main { grid-template-columns: minmax(0, 1fr); }
  .list { border-right: 0; }
  .reader { display: none; padding: 16px; }
  .reading .list { display: none; }
  .reading .reader { display: flex; }
  .back { display: block; }
}
`;
