// Formats references with citeproc-js, which is loaded before this as CSL; `locales` maps names to their XML.
// Engines stay warm: loading a style takes longer than formatting with it.
const MOST_ENGINES = 16;
const engines = new Map();
let items = {};

const system = {
  retrieveLocale: (name) => locales[name],
  retrieveItem: (id) => items[id],
};

function engineFor({ key, style, locale, forced }) {
  const known = engines.get(key);
  engines.delete(key);
  const engine = known ?? new CSL.Engine(system, style, locale, forced);
  engines.set(key, engine);
  if (engines.size > MOST_ENGINES) engines.delete(engines.keys().next().value);
  return engine;
}

// The citations of a text in their order; the bibliography is then of what is cited in it.
function formatCitations(engine, asked) {
  const citations = asked.map(({ items: citationItems, noteIndex }, index) => ({
    citationID: `c${index}`,
    citationItems,
    properties: { noteIndex },
  }));
  return engine.rebuildProcessorState(citations, 'html', []).map(([, , html]) => html);
}

function format(asked) {
  const question = JSON.parse(asked);
  const engine = engineFor(question);
  try {
    const ids = question.items.map((item) => item.id);
    items = Object.fromEntries(question.items.map((item) => [item.id, item]));
    const citations = question.citations.length ? formatCitations(engine, question.citations) : [];
    if (!citations.length) engine.updateItems(ids);
    const [about, entries] = engine.makeBibliography() || [{ entry_ids: [] }, []];
    const citation = citations.length ? '' : engine.makeCitationCluster(ids.map((id) => ({ id })));
    return JSON.stringify({
      citation,
      citations,
      entries: entries.map((html, index) => ({ id: about.entry_ids[index][0], html: html.trim() })),
      hanging: Boolean(about.hangingindent),
      locale: engine.opt.lang,
    });
  } catch (error) {
    // Half-way through, an engine may remember what is not so.
    engines.delete(question.key);
    throw error;
  } finally {
    items = {};
    // Without citations it forgets all that it has seen.
    engine.restoreProcessorState([]);
  }
}
