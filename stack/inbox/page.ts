/** The inbox's only page. It holds no data: its script fetches the mails as JSON and shows them as text. */
export const pageHtml = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Inbox</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='8' fill='%230f6b63'/%3E%3Cpath d='M7 11l9 7 9-7M7 10h18v12H7z' fill='none' stroke='white' stroke-width='2' stroke-linejoin='round'/%3E%3C/svg%3E">
<link rel="stylesheet" href="/inbox.css">
<script src="/inbox.js" defer></script>
</head>
<body>
<a class="skip" href="#reader" data-text="skip">Skip to the message</a>
<header class="bar">
  <svg class="logo" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8"/><path d="M7 11l9 7 9-7M7 10h18v12H7z"/></svg>
  <div class="brand"><h1 data-text="title">Inbox</h1><p data-text="subtitle">Every mail of this installation ends here. Nothing leaves this machine.</p></div>
  <p id="state" class="state" role="status"></p>
  <button id="language" class="quiet" type="button" lang="zh-CN">中文</button>
</header>
<main>
  <section class="list" aria-labelledby="list-title">
    <h2 id="list-title" class="hidden" data-text="messages">Messages</h2>
    <form id="filters" role="search">
      <input id="query" type="search" autocomplete="off" spellcheck="false" data-label="search" placeholder="Search" aria-label="Search">
      <select id="recipient" data-label="recipient" aria-label="Recipient"></select>
    </form>
    <ol id="messages"></ol>
    <p id="empty" class="empty" hidden></p>
  </section>
  <article id="reader" class="reader" tabindex="-1" aria-live="off"></article>
</main>
<noscript><p class="empty">This page needs JavaScript. The mails are also at <a href="/api/messages">/api/messages</a>. 本页面需要 JavaScript。</p></noscript>
</body>
</html>
`;
