// Show HTML that the library wrote: by a closed list of elements and attributes, and with styles set from here, since the
// page's policy runs no style that stands inside the markup.
const ELEMENTS = new Set(("table caption thead tbody tr th td div span time p ul ol li details summary h1 h2 h3 h4 b i strong em br "
  + "svg g path circle rect line polyline polygon text tspan title desc defs clippath marker pattern use").split(" "));
const ATTRIBUTES = new Set(("class colspan rowspan scope datetime data-head lang role aria-label aria-labelledby aria-hidden "
  + "viewbox width height x y x1 x2 y1 y2 cx cy r rx ry d points fill stroke stroke-width stroke-dasharray stroke-linecap "
  + "stroke-linejoin stroke-opacity fill-opacity opacity transform text-anchor dominant-baseline font-size font-family font-weight "
  + "font-style dx dy color id open preserveaspectratio patternunits clip-path paint-order dir href").split(" "));

export function show(place, text) {
  const plain = text.replace(/<style>[^<]*<\/style>/g, "").replaceAll(' style="', ' data-style="');  // else the policy blocks each
  const read = new DOMParser().parseFromString(plain, "text/html").body;
  place.replaceChildren(...[...read.childNodes].map(copied).filter(Boolean));
}

function copied(node) {
  if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(node.data);
  if (node.nodeType !== Node.ELEMENT_NODE || !ELEMENTS.has(node.localName.toLowerCase())) return null;
  const made = document.createElementNS(node.namespaceURI, node.localName);
  for (const { name, value } of node.attributes) {
    if (name === "data-style") made.style.cssText = value;
    else if (ATTRIBUTES.has(name.toLowerCase()) && (name !== "href" || value.startsWith("#"))) made.setAttribute(name, value);
  }
  made.append(...[...node.childNodes].map(copied).filter(Boolean));
  return made;
}
