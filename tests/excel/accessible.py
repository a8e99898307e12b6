"""Run by LibreOffice's own Python: what stands on its screen, as it tells people who cannot see.

``all`` looks at everything, ``boxes`` only at the boxes before the windows. Prints a list of
(whether it is a button, name, x, y): the middle of everything that has a name, in pixels.
"""

import json
import sys

import uno

MANY = 80
BUTTON = uno.getConstantByName("com.sun.star.accessibility.AccessibleRole.PUSH_BUTTON")
PROGRAM = "LibreOffice Calc"


def look(part, found):
    context = part.getAccessibleContext()
    name = context.getAccessibleName()
    if name:
        at, size = context.getLocationOnScreen(), context.getSize()
        found.append(
            [context.getAccessibleRole() == BUTTON, name, at.X + size.Width // 2, at.Y + size.Height // 2]
        )
    count = context.getAccessibleChildCount()
    for number in range(count if count < MANY else 0):
        child = context.getAccessibleChild(number)
        if child is not None:
            look(child, found)


def main(pipe, what):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
    toolkit = context.ServiceManager.createInstanceWithContext("com.sun.star.awt.Toolkit", context)
    found = []
    for number in range(toolkit.getTopWindowCount()):
        window = toolkit.getTopWindow(number)
        if what == "all" or not window.getAccessibleContext().getAccessibleName().endswith(PROGRAM):
            look(window, found)
    print(json.dumps(found))


main(*sys.argv[1:])
