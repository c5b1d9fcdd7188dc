"""Views of a diagnosis and its plan, for people, for CI and for programs. They decide nothing."""

from remediate.report.documents import diagnosis_json
from remediate.report.html import html_page
from remediate.report.junit import junit_xml
from remediate.report.markdown import markdown
from remediate.report.terminal import show

__all__ = ["diagnosis_json", "html_page", "junit_xml", "markdown", "show"]
