"""The official form, restated from the specification on purpose: tests must not check the catalogue against itself."""

from dataclasses import dataclass

GB2021 = "gb2021_30"
GB2019 = "gb2019_60"

NATURAL = "natural_person"
ALL = "all"
ORGANISATIONS = (
    "commercial_enterprise",
    "research_institution",
    "public_welfare_organisation",
    "legal_service_institution",
    "other_organisation",
)
APPLICANTS = (NATURAL, *ORGANISATIONS, ALL)
APPLICANT_LABELS = dict(
    zip(
        APPLICANTS,
        ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"),
        strict=True,
    )
)

NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
APPLICANT_HEAD = "申请人情况"
ORGANISATION_HEAD = "法人或其他组织"
SIDE = "三、本年度办理结果"
CONTENT_HEAD = "信息内容"


@dataclass(frozen=True, slots=True)
class T2Row:
    """A row of table 2: its label and one field per column of its block."""

    label: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class T2Block:
    """One article of the regulation: a heading cell, a header row, and rows."""

    article: str
    columns: tuple[str, ...]
    rows: tuple[T2Row, ...]


@dataclass(frozen=True, slots=True)
class T3Row:
    """A row of table 3."""

    field: str
    label: str
    group: str = ""
    """（三）不予公开 and the like; empty for a row that stands alone."""
    is_outcome: bool = True
    """True below the side cell 三、本年度办理结果."""


_DECIDED = ("本年处理决定数量",)
_ITEMS = ("上一年项目数量", "本年增/减", "处理决定数量")


def _item_fields(stem: str) -> tuple[str, ...]:
    return (f"{stem}_items_prev_year", f"{stem}_items_change", f"{stem}_decisions")


T2: dict[str, tuple[T2Block, ...]] = {
    GB2021: (
        T2Block(
            "第二十条第（一）项",
            ("本年制发件数", "本年废止件数", "现行有效件数"),
            (
                T2Row("规章", ("regulations_issued", "regulations_repealed", "regulations_in_force")),
                T2Row(
                    "行政规范性文件",
                    ("normative_documents_issued", "normative_documents_repealed", "normative_documents_in_force"),
                ),
            ),
        ),
        T2Block("第二十条第（五）项", _DECIDED, (T2Row("行政许可", ("licensing_decisions",)),)),
        T2Block(
            "第二十条第（六）项",
            _DECIDED,
            (T2Row("行政处罚", ("penalty_decisions",)), T2Row("行政强制", ("coercion_decisions",))),
        ),
        T2Block(
            "第二十条第（八）项", ("本年收费金额（单位：万元）",), (T2Row("行政事业性收费", ("admin_fees_cny_10k",)),)
        ),
    ),
    GB2019: (
        T2Block(
            "第二十条第（一）项",
            ("本年新制作数量", "本年新公开数量", "对外公开总数量"),
            (
                T2Row("规章", ("regulations_new_made", "regulations_new_disclosed", "regulations_disclosed_total")),
                T2Row(
                    "规范性文件",
                    (
                        "normative_documents_new_made",
                        "normative_documents_new_disclosed",
                        "normative_documents_disclosed_total",
                    ),
                ),
            ),
        ),
        T2Block(
            "第二十条第（五）项",
            _ITEMS,
            (
                T2Row("行政许可", _item_fields("licensing")),
                T2Row("其他对外管理服务事项", _item_fields("other_services")),
            ),
        ),
        T2Block(
            "第二十条第（六）项",
            _ITEMS,
            (T2Row("行政处罚", _item_fields("penalty")), T2Row("行政强制", _item_fields("coercion"))),
        ),
        T2Block(
            "第二十条第（八）项",
            ("上一年项目数量", "本年增/减"),
            (T2Row("行政事业性收费", ("admin_fees_items_prev_year", "admin_fees_items_change")),),
        ),
        T2Block(
            "第二十条第（九）项",
            ("采购项目数量", "采购总金额"),
            (T2Row("政府集中采购", ("procurement_projects", "procurement_amount")),),
        ),
    ),
}

_DENIED = "（三）不予公开"
_UNABLE = "（四）无法提供"
_UNPROCESSED = "（五）不予处理"
_OTHER = "（六）其他处理"

_T3_HEAD = (
    T3Row("requests_received", "一、本年新收政府信息公开申请数量", is_outcome=False),
    T3Row("requests_carried_in", "二、上年结转政府信息公开申请数量", is_outcome=False),
    T3Row("outcome_granted", "（一）予以公开"),
    T3Row("outcome_partly_granted", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
    T3Row("outcome_denied_state_secret", "1.属于国家秘密", _DENIED),
    T3Row("outcome_denied_other_law", "2.其他法律行政法规禁止公开", _DENIED),
    T3Row("outcome_denied_security_stability", "3.危及“三安全一稳定”", _DENIED),
    T3Row("outcome_denied_third_party_rights", "4.保护第三方合法权益", _DENIED),
    T3Row("outcome_denied_internal_affairs", "5.属于三类内部事务信息", _DENIED),
    T3Row("outcome_denied_process_info", "6.属于四类过程性信息", _DENIED),
    T3Row("outcome_denied_enforcement_file", "7.属于行政执法案卷", _DENIED),
    T3Row("outcome_denied_admin_query", "8.属于行政查询事项", _DENIED),
    T3Row("outcome_unable_not_held", "1.本机关不掌握相关政府信息", _UNABLE),
    T3Row("outcome_unable_needs_creation", "2.没有现成信息需要另行制作", _UNABLE),
    T3Row("outcome_unable_still_unclear", "3.补正后申请内容仍不明确", _UNABLE),
    T3Row("outcome_unprocessed_petition_complaint", "1.信访举报投诉类申请", _UNPROCESSED),
    T3Row("outcome_unprocessed_duplicate", "2.重复申请", _UNPROCESSED),
    T3Row("outcome_unprocessed_publication", "3.要求提供公开出版物", _UNPROCESSED),
    T3Row("outcome_unprocessed_excessive_repeat", "4.无正当理由大量反复申请", _UNPROCESSED),
    T3Row("outcome_unprocessed_reconfirm", "5.要求行政机关确认或重新出具已获取信息", _UNPROCESSED),
)
_T3_OTHER_2021 = (
    T3Row(
        "outcome_other_not_corrected_in_time",
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        _OTHER,
    ),
    T3Row(
        "outcome_other_fee_unpaid",
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        _OTHER,
    ),
    T3Row("outcome_other_other", "3.其他", _OTHER),
)
_T3_TAIL = (
    T3Row("outcome_total", "（七）总计"),
    T3Row("requests_carried_out", "四、结转下年度继续办理", is_outcome=False),
)
T3: dict[str, tuple[T3Row, ...]] = {
    GB2021: (*_T3_HEAD, *_T3_OTHER_2021, *_T3_TAIL),
    GB2019: (*_T3_HEAD, T3Row("outcome_other", _OTHER), *_T3_TAIL),
}

T4_OUTCOMES = ("upheld", "corrected", "other", "pending", "total")
T4_OUTCOME_LABELS = dict(zip(T4_OUTCOMES, ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计"), strict=True))
T4_GROUPS = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
T4_GROUP_LABELS = {
    "reconsideration": "行政复议",
    "litigation_direct": "未经复议直接起诉",
    "litigation_after_reconsideration": "复议后起诉",
}
LITIGATION_HEAD = "行政诉讼"

SECTION_TITLES = {
    1: "总体情况",
    2: "主动公开政府信息情况",
    3: "收到和处理政府信息公开申请情况",
    4: "政府信息公开行政复议、行政诉讼情况",
    5: "存在的主要问题及改进情况",
    6: "其他需要报告的事项",
}

Key = tuple[str, str]
"""(field, applicant)."""


def t2_fields(edition: str) -> tuple[str, ...]:
    """The fields of table 2 in the order of the form."""
    return tuple(field for block in T2[edition] for row in block.rows for field in row.fields)


def t3_leaves(edition: str) -> tuple[str, ...]:
    """The fields of table 3 that add up to ``outcome_total``."""
    return tuple(row.field for row in T3[edition] if row.is_outcome and row.field != "outcome_total")


def t4_fields() -> tuple[str, ...]:
    """The fields of table 4 in the order of the form."""
    return tuple(f"{group}_{outcome}" for group in T4_GROUPS for outcome in T4_OUTCOMES)


def table_keys(code: str, edition: str) -> tuple[Key, ...]:
    """Every cell of one table, in the order of the form."""
    if code == "T3":
        return tuple((row.field, applicant) for row in T3[edition] for applicant in APPLICANTS)
    fields = t2_fields(edition) if code == "T2" else t4_fields()
    return tuple((field, ALL) for field in fields)
