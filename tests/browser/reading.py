"""What a person does with a page, and what there is to read afterwards."""

from __future__ import annotations

__all__ = ["Reader"]


class Reader:
    """An open page of a graph; nodes are named as in the graph."""

    def __init__(self, page, graph):
        self.page = page
        self.numbers = {name: number for number, name in enumerate(graph.nodes)}

    def click(self, name):
        """Click the middle of a node, wherever it lies on the screen."""
        script = (
            "(number) => { const box = document.querySelector(`[data-node='${number}'] rect`)"
            ".getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; }"
        )
        self.page.mouse.click(*self.page.evaluate(script, self.numbers[name]))

    def ask(self, of, wrt):
        """Clear, then click one node and the other, in the order that is harder to get right."""
        self.page.keyboard.press("Escape")
        self.page.get_by_role("button", name="Fit").click()
        self.click(of)
        self.click(wrt)
        return self

    @property
    def total(self):
        return self.page.locator("#total").inner_text()

    @property
    def rows(self):
        """The cells of the table of paths, row by row."""
        script = (
            "() => [...document.querySelectorAll('#answer tbody tr')]"
            ".map((row) => [...row.cells].map((cell) => cell.innerText))"
        )
        return self.page.evaluate(script)

    @property
    def products(self):
        """The products of the paths with all their digits."""
        script = (
            "() => [...document.querySelectorAll('#answer td:nth-child(2) span')]"
            ".map((cell) => cell.title)"
        )
        return self.page.evaluate(script)

    @property
    def rest(self):
        place = self.page.locator("#rest span")
        return place.inner_text().strip() if place.count() else ""

    @property
    def said(self):
        return self.page.locator("#said").inner_text()

    def change(self, edge, text):
        """Click an edge in the table of edges, and type what it is to carry."""
        box = self.page.locator(f'fieldset[data-changes="{edge}"]')
        if not box.count():
            self.page.get_by_role("button", name="Tables").click()
            rows = self.page.locator("#tables table").nth(1).locator("tbody tr")
            rows.nth(edge).get_by_role("button").click()
            self.page.get_by_role("button", name="Picture").click()
        field = box.locator("input[type=text]")
        field.fill(text)
        field.press("Enter")
