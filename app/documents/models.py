"""The table of documents."""

from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.i18n import Labelled
from app.core.names import Named, name_index


class DocumentType(Labelled):
    """Loại văn bản."""

    LAW = "law", "Luật", "Law"
    RESOLUTION = "resolution", "Nghị quyết", "Resolution"
    DECREE = "decree", "Nghị định", "Decree"
    CIRCULAR = "circular", "Thông tư", "Circular"
    DIRECTIVE = "directive", "Chỉ thị", "Directive"
    CONCLUSION = "conclusion", "Kết luận", "Conclusion"
    REGULATION = "regulation", "Quy chế, quy định", "Regulation"
    DECISION = "decision", "Quyết định", "Decision"
    GUIDELINE = "guideline", "Hướng dẫn", "Guideline"
    SCHEME = "scheme", "Đề án", "Scheme"
    PROGRAMME = "programme", "Chương trình", "Programme"
    PLAN = "plan", "Kế hoạch", "Plan"
    REPORT = "report", "Báo cáo", "Report"
    LETTER = "letter", "Công văn, thư", "Letter"
    OTHER = "other", "Khác", "Other"


class Document(Named):
    """Văn bản. `implements` and `replaces` are lists of document ids; dates may be partial.

    `dates_as_printed` keeps, by field, a printed date that cannot be (R20), beside the right one in the field itself.
    """

    __tablename__ = "documents"
    more_table_args: ClassVar[tuple[Any, ...]] = (
        name_index("documents"),
        Index(None, "issuer_id"),
        Index(None, "number"),
    )
    unit_columns: ClassVar[tuple[str, ...]] = ("issuer_id",)

    number: Mapped[str | None] = mapped_column(String(100))
    type: Mapped[DocumentType]
    issuer: Mapped[str | None] = mapped_column(String(500))
    issuer_id: Mapped[str | None] = mapped_column(ForeignKey("org_units.id"))
    issued_on: Mapped[str | None] = mapped_column(String(10))
    published_on: Mapped[str | None] = mapped_column(String(10))
    signer: Mapped[str | None] = mapped_column(String(200))
    subject: Mapped[str]
    implements: Mapped[list[Any]] = mapped_column(default=list)
    replaces: Mapped[list[Any]] = mapped_column(default=list)
    dates_as_printed: Mapped[dict[str, Any]] = mapped_column(default=dict)

    def names(self) -> list[str | None]:
        """A document is known by its subject."""
        return [self.subject]

    def other_names(self) -> list[str]:
        """And looked up by its number."""
        return [self.number] if self.number else []
