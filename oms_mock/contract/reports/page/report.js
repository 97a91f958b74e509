"use strict";
(() => {
  const form = document.getElementById("filters");
  if (!form) return;
  const findings = [...document.querySelectorAll(".finding")];
  const shown = document.getElementById("shown");
  const announcement = document.getElementById("announcement");
  const severities = [...form.elements].filter((each) => each.name === "severity");
  const words = new Map(findings.map((each) => [each, wordsOf(each)]));

  function wordsOf(finding) {
    const parts = finding.querySelectorAll("h3, .where, dd, pre, .id");
    return [...parts].map((each) => each.textContent).join("\n").toLowerCase();
  }

  function isWanted(finding, wanted) {
    return (
      wanted.severities.includes(finding.dataset.severity) &&
      (!wanted.endpoint || wanted.endpoint === finding.dataset.endpoint) &&
      (!wanted.rule || wanted.rule === finding.dataset.rule) &&
      !(wanted.hidesBaselined && "baselined" in finding.dataset) &&
      wanted.words.every((word) => words.get(finding).includes(word))
    );
  }

  function wanted() {
    return {
      severities: severities.filter((each) => each.checked).map((each) => each.value),
      endpoint: form.elements.endpoint.value,
      rule: form.elements.rule.value,
      hidesBaselined: form.elements.baselined.checked,
      words: form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean),
    };
  }

  function filter() {
    const now = wanted();
    for (const finding of findings) finding.hidden = !isWanted(finding, now);
    const number = findings.filter((each) => !each.hidden).length;
    shown.textContent = `${number} of ${findings.length} ${findings.length === 1 ? "finding" : "findings"} shown`;
  }

  // The view in the fragment, so that its address can be given to somebody else.

  function remember() {
    const view = new URLSearchParams();
    const checked = severities.filter((each) => each.checked);
    if (checked.length < severities.length) view.set("severity", checked.map((each) => each.value).join(" "));
    for (const name of ["endpoint", "rule", "text"]) {
      if (form.elements[name].value) view.set(name, form.elements[name].value);
    }
    if (form.elements.baselined.checked) view.set("baselined", "hide");
    const address = location.href.split("#")[0];
    history.replaceState(null, "", String(view) ? `${address}#${view}` : address);
  }

  function recall() {
    const fragment = location.hash.slice(1);
    if (/^[0-9a-f]{12}$/.test(fragment)) return location.replace(`#finding-${fragment}`); // as in older reports
    if (!fragment.includes("=")) return reveal(document.getElementById(fragment));
    const view = new URLSearchParams(fragment);
    const named = view.get("severity")?.split(" ");
    for (const each of severities) each.checked = !named || named.includes(each.value);
    for (const name of ["endpoint", "rule", "text"]) form.elements[name].value = view.get(name) ?? "";
    for (const select of [form.elements.endpoint, form.elements.rule]) {
      if (select.selectedIndex < 0) select.value = "";
    }
    form.elements.baselined.checked = view.get("baselined") === "hide";
    filter();
  }

  function reveal(target) {
    if (!target?.hidden || !findings.includes(target)) return;
    showAll();
    target.scrollIntoView();
  }

  function showAll() {
    form.reset();
    filter();
  }

  // Commands

  function addCopyButton(command) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.setAttribute("aria-label", "Copy the command");
    button.addEventListener("click", () => copy(command.querySelector("code"), button));
    command.append(button);
  }

  async function copy(code, button) {
    try {
      await navigator.clipboard.writeText(code.textContent);
      tell(button, "Copied");
    } catch {
      getSelection().selectAllChildren(code);
      tell(button, "Selected");
    }
  }

  function tell(button, word) {
    button.textContent = word;
    announcement.textContent = word;
    setTimeout(() => {
      button.textContent = "Copy";
      announcement.textContent = "";
    }, 2000);
  }

  // Printed, everything is open.

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const each of closed) each.open = true;
  });
  addEventListener("afterprint", () => {
    for (const each of closed) each.open = false;
  });

  form.addEventListener("input", () => {
    filter();
    remember();
  });
  document.getElementById("all").addEventListener("click", () => {
    showAll();
    remember();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", recall);
  document.querySelectorAll(".command").forEach(addCopyButton);
  form.hidden = false;
  filter();
  recall();
})();
