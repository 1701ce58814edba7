// Within Shopify's admin, in a browser that sends no cookie of a frame's back: what a link opens and
// a form sends goes with an ID token of App Bridge's, and the answer takes the page's place.
(() => {
  "use strict";

  const ours = (url) => url.origin === location.origin && url.pathname.startsWith("/admin");

  async function ask(url, options) {
    const token = await window.shopify.idToken();
    const headers = { Authorization: `Bearer ${token}` };
    const answer = await fetch(url, { ...options, headers });
    const type = answer.headers.get("Content-Type") || "";
    if (type.startsWith("text/html")) {
      show(await answer.text(), answer.url, options.method === "GET" ? url.hash : "");
    } else {
      save(await answer.blob(), answer.headers.get("Content-Disposition") || "");
    }
  }

  function show(html, url, hash) {
    const page = new DOMParser().parseFromString(html, "text/html");
    document.title = page.title;
    document.documentElement.lang = page.documentElement.lang;
    document.body.replaceWith(page.body);
    history.pushState(null, "", url + hash);
    const target = hash && document.getElementById(hash.slice(1));
    if (target) target.scrollIntoView();
    else window.scrollTo(0, 0);
    const first = document.querySelector("[autofocus]") || document.getElementById("content");
    if (first) first.focus({ preventScroll: true });
  }

  function save(file, disposition) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = (/filename="([^"]+)"/.exec(disposition) || [])[1] || "file";
    link.click();
    URL.revokeObjectURL(link.href);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const plain = !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!link || !plain || link.target || !ours(new URL(link.href))) return;
    const url = new URL(link.href);
    if (url.hash && url.pathname + url.search === location.pathname + location.search) return;
    event.preventDefault();
    ask(url, { method: "GET" });
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const url = new URL(form.getAttribute("action") || location.href, location.href);
    if (!ours(url)) return;
    event.preventDefault();
    const data = new FormData(form, event.submitter);
    if (form.method === "post") {
      ask(url, { method: "POST", body: data });
    } else {
      url.search = new URLSearchParams(data).toString();
      ask(url, { method: "GET" });
    }
  });

  addEventListener("popstate", () => ask(new URL(location.href), { method: "GET" }));
})();
