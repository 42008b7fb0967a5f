// SPDX-License-Identifier: Apache-2.0

extension `A faulty configuration` {
    /// How long messages are kept.
    static let retention: [Slip] = [
        kept(
            "{class: a, types: [referral.mad], payload: P6Y}",
            "32: `referral.mad` is no event type, write `*`, or one of: "),
        kept(
            "{class: a, types: [\"*\"], payload: 6 years}",
            "47: `6 years` is no period, or longer than 200 years, write an ISO 8601 duration in "
                + "years, months, weeks and days, such as P6Y or P18M"),
        kept(
            "{class: a, types: [\"*\"], payload: P201Y}",
            "47: `P201Y` is no period, or longer than 200 years, write an ISO 8601 duration"),
        kept(
            "{class: a, types: [\"*\"], payload: P6Y, facts: P71M}",
            "59: facts kept for `P5Y11M` would go before the payload, kept for `P6Y`, write a period "
                + "that is at least as long as `payload`, or none, to keep them for ever"),
        kept(
            "{class: a, types: [\"*\"], payload: P6Y, facts: for ever}",
            "59: `for ever` is no period, or longer than 200 years, write an ISO 8601 duration"),
        kept(
            "{class: a, types: [\"*\", referral.made], payload: P6Y}",
            "31: `*` stands beside other types, write `[\"*\"]` alone"),
        kept(
            "{class: a, types: [\"*\"], payload: P6Y}, {class: b, types: [\"*\"], payload: P7Y}",
            "53: class `b` is for messages of class `a` too, write each type in one class"),
        kept(
            "{class: a, types: [\"*\"], payload: P6Y}, "
                + "{class: a, types: [\"*\"], refused: true, payload: P7Y}",
            "53: there are two classes `a`, write another `class`"),
    ]

    private static func kept(_ classes: String, _ fault: String) -> Slip {
        Slip(
            "store: {sqlite: state/baton.db}",
            "store: {sqlite: state/baton.db}\nretention: [\(classes)]",
            "baton.yaml:11:\(fault)")
    }
}
