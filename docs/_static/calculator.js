// The calculator is as high as what it shows: the page scrolls, and nothing inside it.
for (const frame of document.querySelectorAll("iframe.calculator"))
  frame.addEventListener("load", () => {
    const { body } = frame.contentDocument;
    new ResizeObserver(() => { frame.style.height = `${Math.ceil(body.getBoundingClientRect().height)}px`; }).observe(body);
  });
