"""Runs the code of a notebook as Jupyter does: a cell shows what it prints, and the value of its last line.

    notebook.py make FILE     writes what the cells show into the notebook
    notebook.py check FILE    prints what is wrong with it: its format, or what it shows; nothing if all is well
"""
import ast
import contextlib
import io
import json
import os
import sys

import nbformat


def shown(value):
    data = {"text/plain": repr(value).splitlines(keepends=True)}
    for name, kind in (("_repr_html_", "text/html"), ("_repr_svg_", "image/svg+xml")):
        make = getattr(value, name, None)
        made = make() if make is not None else None
        if made is not None:
            data[kind] = made.splitlines(keepends=True)
    return data


def outputs_of(code, space, count):
    tree = ast.parse(code)
    last = ast.Expression(tree.body.pop().value) if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(tree, "<cell>", "exec"), space)
        value = None if last is None else eval(compile(last, "<cell>", "eval"), space)
    outputs = []
    if out.getvalue():
        outputs.append({"name": "stdout", "output_type": "stream", "text": out.getvalue().splitlines(keepends=True)})
    if value is not None:
        result = {"data": shown(value), "execution_count": count, "metadata": {}, "output_type": "execute_result"}
        outputs.append(result)
    return outputs


def main(what, path):
    with open(path, encoding="utf-8") as file:
        notebook = json.load(file)
    os.chdir(os.path.dirname(os.path.abspath(path)))
    sys.path.insert(0, os.getcwd())
    space, count = {"__name__": "__main__"}, 0
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        count += 1
        outputs = outputs_of("".join(cell["source"]), space, count)
        if what == "check" and (cell["outputs"], cell["execution_count"]) != (outputs, count):
            print(f"cell {cell['id']}: {json.dumps(outputs)}, not {json.dumps(cell['outputs'])}")
        cell["outputs"], cell["execution_count"] = outputs, count
    try:
        nbformat.validate(nbformat.from_dict(notebook))
    except nbformat.ValidationError as error:
        print(error)
    if what == "make":
        with open(os.path.basename(path), "w", encoding="utf-8") as file:
            json.dump(notebook, file, indent=1, ensure_ascii=False)
            file.write("\n")


main(*sys.argv[1:])
