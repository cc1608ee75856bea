"""Turns of phrase of the first page of a report. All sentences, places and numbers are made up."""

import pytest
from sentences import case_in_order, figures, in_order


class TestKindsAndChannels:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            case_in_order(
                "parts told by channel are told by channel, whatever they are about",
                "全年公开各类信息208条，其中在县门户网站发布卫生健康信息92条，公众号发布卫生健康信息116条。",
                ("items_disclosed", 208),
                ("posts_website", 92),
                ("posts_wechat", 116),
            ),
            case_in_order(
                "a channel in brackets is no further one",
                "通过报刊、广播等主流媒体（包括新媒体）播发政府新闻信息613条。",
                ("posts_media", 613),
            ),
            case_in_order(
                "a list of kinds names no channel, nor its verbs what was done",
                "通过政府网站、公告栏等多种渠道，发布文物保护、广播电视、旅游推介等各类信息共计94条。"
                "主动公开岗位职责、行政处罚、行政收费、工程招投标等政府信息57条。",
                ("items_disclosed", 94),
                ("items_disclosed", 57),
            ),
            case_in_order(
                "the form in which something is told is no channel",
                "依托公众号、视频号等平台，采用图解、短视频等形式，全年发布信息130条。",
                ("posts_new_media", 130),
            ),
            case_in_order(
                "a column that an account opens is no channel of its own, nor a word inside quotation marks a place",
                "“清溪水利”微信公众号推出“河长在身边”等专题专栏，全年共发布信息318条。",
                ("posts_wechat", 318),
            ),
            case_in_order(
                "a list of what an account posted names no single kind",
                "公开信息501条。其中，通过“清溪财政”微信公众号发布政务动态、政策解读等信息211条。",
                ("items_disclosed", 501),
                ("posts_wechat", 211),
            ),
            case_in_order(
                "a directory that is a place is no kind of content",
                "在信息公开目录系统公开信息76条，其中公告14条。",
                ("posts_website", 76),
                ("items_notices", 14),
            ),
            case_in_order(
                "the sum of all years behind that of the year",
                "新增主动公开政府信息38件（历年累计2164件）。",
                ("items_disclosed", 38),
                ("items_disclosed", 2164),
            ),
            case_in_order(
                "published of a matter and summed up is the total",
                "向社会公布自然资源政府信息累计117条。",
                ("items_disclosed", 117),
            ),
            case_in_order(
                "items counted in 项 and their kinds",
                "全年累计公开政府信息1830项，其中政策文件17项，民生信息640项，通知公告52项。",
                ("items_disclosed", 1830),
                ("documents_disclosed", 17),
                ("items_other_category", 640),
                ("items_notices", 52),
            ),
            case_in_order(
                "a verb at the end of a name is part of the name",
                "主动公开信息46条，其中通知公告31条，管理公开0条，社区事务公开15条。",
                ("items_disclosed", 46),
                ("items_notices", 31),
                ("items_other_category", 0),
                ("items_other_category", 15),
            ),
            case_in_order(
                "a breakdown of kinds behind a number of columns, and one without a sign before it",
                "及时公布“领导分工”、“内设机构”等两个子栏目内容，按期更新6个板块：其中公开通知公告9条、部门动态7条、工作动态38条。"
                "主要内容有机构概况、政策文件及其他信息其中新闻动态27篇。",
                (None, 6),
                ("items_notices", 9),
                ("items_news", 7),
                ("items_news", 38),
                ("items_news", 27),
            ),
            case_in_order(
                "the press closes a list of outlets",
                "公开信息212条，包括政府网站38条，通讯社、每日头条等媒体上发布信息84条，公众号90条。",
                ("items_disclosed", 212),
                ("posts_website", 38),
                ("posts_media", 84),
                ("posts_wechat", 90),
            ),
            case_in_order(
                "a plan in a name is none of what is to come",
                "通过厅网站发布科技计划项目申报指南及通知类信息56条、结果公示公告类信息68条。公开审计规划和计划21条。",
                ("items_notices", 56),
                ("items_notices", 68),
                ("items_plans", 21),
            ),
            case_in_order(
                "interpretations of every kind in one number are all of them",
                "同步发布文字解读、一图读懂等政策解读类信息14条。",
                ("interpretations_published", 14),
            ),
            case_in_order(
                "letters that were undertaken are handled",
                "共承办民生类网民留言12条。",
                ("messages_completed", 12),
            ),
            case_in_order(
                "two kinds joined are none of both",
                "通过网站、电视等渠道主动发布体育动态及公示信息400余条。",
                ("items_disclosed", 400),
            ),
            case_in_order(
                "sent to the press is published there",
                "同时积极向日报、晚报等报刊投稿，全年共计发布19篇。",
                ("posts_media", 19),
            ),
        ],
    )
    def test_what_was_published(self, text, expected):
        assert in_order(text) == expected


class TestWhatIsNotMeant:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            case_in_order(
                "unknown things in another unit do not go on with a list",
                "通过公众号发布稿件365篇。目前纳入秒办事项15项，智能秒办42件，跨区通办0件，跨层级受理0件。",
                ("posts_wechat", 365),
                (None, 15),
                (None, 42),
                (None, 0),
                (None, 0),
            ),
            case_in_order(
                "a number whose noun is unknown has no name of a clause before",
                "每月推出政策专题解读，覆盖城区248条公交线路。",
                (None, 248),
            ),
            case_in_order(
                "another kind in a list has no name of the words before",
                "局网站发布信息98条，包括动态60条，政策文件3个并同步发布解读，河道周报及小知识35期。",
                ("posts_website", 98),
                ("items_news", 60),
                ("documents_disclosed", 3),
                (None, 35),
            ),
            case_in_order(
                "a number that lost its unit ends the words of the next",
                "不予公开12件；无法提供27不予处理3收到来信33件。",
                ("outcome_denied", 12),
                ("outcome_unable", 27),
                ("messages_received", 33),
            ),
            case_in_order(
                "what is left of a number of letters or disputes is no request",
                "收到申请8件。收到留言1380件，除11件正在办理中，其余均已办结。",
                ("requests_received", 8),
                ("messages_received", 1380),
                (None, 11),
            ),
            case_in_order(
                "cases of dispute that are still open are not carried over",
                "受理申请8条，收到行政复议3条，其中1条正在办理中。",
                ("requests_received", 8),
                ("reconsiderations", 3),
                (None, 1),
            ),
            case_in_order(
                "columns are counted, not what they are named for",
                "新开设“局长访谈”等专题专栏4个。",
                (None, 4),
            ),
            case_in_order(
                "a programme on the air that was taken part in",
                "参加阳光热线1次。",
                (None, 1),
            ),
            case_in_order(
                "tickets and letters in one number",
                "12345热线转办件和县长信箱转办件7件。",
                (None, 7),
            ),
            case_in_order(
                "applications for something else that are handled",
                "受理依申请公开12件。办理占用城市道路申请件77件。",
                ("requests_received", 12),
                (None, 77),
            ),
            case_in_order(
                "requests taken up again",
                "全年收到申请9件，经核实9件申请均不在公开范围。",
                ("requests_received", 9),
                (None, 9),
            ),
        ],
    )
    def test_it_has_no_name(self, text, expected):
        assert in_order(text) == expected

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param("网站信息公开坚持做到三个“突出”。", id="a way of speaking in quotation marks"),
            pytest.param("平均每日发布文旅活动信息2篇。", id="a rate"),
            pytest.param("按照《条例》第19条、20条、21条规定，通过网站主动公开。", id="a list of articles"),
            pytest.param("发布《关于推进未来产业“6个100”行动的若干意见》等文件。", id="a number in a title"),
        ],
    )
    def test_it_is_no_figure(self, text):
        assert all(figure.indicator is None for figure in figures(text))


class TestRequests:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            case_in_order(
                "no stop before a denial",
                "收到政府信息公开申请2件没有因信息公开提起行政诉讼的情况发生。",
                ("requests_received", 2),
                ("litigations", 0),
            ),
            case_in_order(
                "a denial that goes on behind a comma",
                "无因政府信息产生行政复议，提起行政诉讼情况发生。",
                ("reconsiderations", 0),
                ("litigations", 0),
            ),
            case_in_order(
                "the name of a column behind the number is not about it",
                "收到2条公众通过“互动交流栏目”提交的申请。",
                ("requests_received", 2),
            ),
            case_in_order(
                "still handled behind what was answered",
                "收到申请7件，答复完毕6件，办理中1件。",
                ("requests_received", 7),
                ("requests_completed", 6),
                ("requests_carried_out", 1),
            ),
            case_in_order(
                "no proposals, no calls",
                "未收到人大代表建议和政协提案。未接到12345政府热线电话。",
                ("proposals_people_congress", 0),
                ("proposals_cppcc", 0),
                ("hotline_tickets_12345", 0),
            ),
        ],
    )
    def test_what_each_number_is(self, text, expected):
        assert sorted(in_order(text), key=str) == sorted(expected, key=str)
