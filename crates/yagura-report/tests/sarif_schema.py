"""Validates SARIF files against the schema of SARIF 2.1.0.

    sarif_schema.py FOLDER FILE...

The schema is the one that the SARIF committee's object model for Python (`sarif-om`, MIT) carries; it and the validator
(`jsonschema`, MIT) are fetched from PyPI into FOLDER the first time. (Of the final schema it differs in one name,
`suppression.status`, which yagura does not write.)

Exit status: 0 all valid, 1 one is not, 2 the schema or the validator could not be fetched.
"""

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

SCHEMA = "sarif-2.1.0-rtm.4.json"


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.stderr.write(f"{' '.join(map(str, command))} failed:\n{done.stdout}{done.stderr}")
        sys.stderr.write("the SARIF schema check needs PyPI once; nothing was checked\n")
        sys.exit(2)


def prepare(folder):
    """Makes the environment and fetches the schema; what is there is kept."""
    python = folder / "venv" / "bin" / "python"
    done = folder / "venv" / "done"
    if not done.exists():
        run(sys.executable, "-m", "venv", "--clear", folder / "venv")
        run(python, "-m", "pip", "install", "--quiet", "jsonschema==4.26.0")
        done.touch()
    schema = folder / SCHEMA
    if not schema.exists():
        run(python, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", "-d", folder, "sarif-om==1.0.4")
        with tarfile.open(folder / "sarif_om-1.0.4.tar.gz") as archive:
            text = archive.extractfile(f"sarif_om-1.0.4/{SCHEMA}").read()
        part = schema.with_suffix(".part")
        part.write_bytes(text)
        os.replace(part, schema)
    return python, schema


def validate(schema, files):
    import jsonschema

    document = json.loads(schema.read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(document)(document)
    wrong = 0
    for file in files:
        for error in validator.iter_errors(json.loads(Path(file).read_text(encoding="utf-8"))):
            wrong += 1
            sys.stderr.write(f"{file}: {error.json_path}: {error.message[:300]}\n")
    if wrong:
        sys.exit(1)
    print(f"{len(files)} files are valid")


def main():
    if sys.argv[1] == "--validate":
        validate(Path(sys.argv[2]), sys.argv[3:])
        return
    python, schema = prepare(Path(sys.argv[1]))
    sys.exit(subprocess.run([python, __file__, "--validate", schema, *sys.argv[2:]], check=False).returncode)


main()
