"""Files in and out: one mechanism for whatever their rows become.

A domain says what a column can be, where rows go and how a batch is written (`ImportKind`, `RowWriter`); upload,
mapping, dry run, problems by row, progress and going on after an interruption are here, as are the pages of the
wizard (`Wizard`). Not here: reading CSV and XLSX (hanse/kit/tables), and the meaning of any row.
"""

from hanse.platform.imports.cells import FileStyle, Problem, plain_number, read_cells, read_line, read_text
from hanse.platform.imports.columns import FieldTable, Need, check_mapping, fields_of, guess_mapping
from hanse.platform.imports.kind import ImportKind, authorize_plainly
from hanse.platform.imports.packing import packed, packed_texts
from hanse.platform.imports.sheets import Sheet
from hanse.platform.imports.types import (
    ColumnMapping,
    ImportField,
    ImportFields,
    ImportProblem,
    ImportState,
    ImportStatus,
    ListImportProblems,
    ListImports,
    MapColumns,
    UploadImport,
)
from hanse.platform.imports.working import Outcome, RowWriter, Tally, Wrong, as_wrong, import_file

__all__ = [
    "ColumnMapping",
    "FieldTable",
    "FileStyle",
    "ImportField",
    "ImportFields",
    "ImportKind",
    "ImportProblem",
    "ImportState",
    "ImportStatus",
    "ListImportProblems",
    "ListImports",
    "MapColumns",
    "Need",
    "Outcome",
    "Problem",
    "RowWriter",
    "Sheet",
    "Tally",
    "UploadImport",
    "Wrong",
    "as_wrong",
    "authorize_plainly",
    "check_mapping",
    "fields_of",
    "guess_mapping",
    "import_file",
    "packed",
    "packed_texts",
    "plain_number",
    "read_cells",
    "read_line",
    "read_text",
]
