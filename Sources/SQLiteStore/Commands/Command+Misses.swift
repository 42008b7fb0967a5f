// SPDX-License-Identifier: Apache-2.0

/// How the places of misses are found: their names first, from an index and their own rows, and then
/// what a page needs of their entries.
extension Command {
    /// All, in the order of names.
    static let missed = missed(by: "expectations_missed_name", order: .name)
    /// Of a span of time, in the order of names.
    static let missedInTime = missed(by: "expectations_missed", order: .name)
    /// What one agency owes, in the order of names.
    static let missedBy = missed(
        by: "expectations_missed_by", where: "x.owed_by = :one", order: .name)
    /// What is owed to one agency, in the order of names.
    static let missedTo = missed(
        by: "expectations_missed_to", where: "x.owed_to = :one", order: .name)
    /// What one agency's messages opened, in the order of names.
    static let missedFrom = missed(
        by: "expectations_missed_from", where: "x.sender = :one", order: .name)

    /// Of a partnership that stand alike, the most serious first, as those who oversee may know it.
    static let seriousIn = missed(
        by: "expectations_missed_in", where: "x.p = :one AND x.state = :standing", order: .overseen)
    /// Of a span of time, the most serious first.
    static let seriousInTime = missed(by: "expectations_missed", order: .overseen)
    /// What one agency owes, the most serious first.
    static let seriousBy = missed(
        by: "expectations_missed_by", where: "x.owed_by = :one AND x.state = :standing",
        order: .seriousness)
    /// What is owed to one agency, the most serious first.
    static let seriousTo = missed(
        by: "expectations_missed_to", where: "x.owed_to = :one AND x.state = :standing",
        order: .seriousness)
    /// What one agency's messages opened, the most serious first.
    static let seriousFrom = missed(
        by: "expectations_missed_from", where: "x.sender = :one AND x.state = :standing",
        order: .seriousness)

    /// By what a list of misses is put in order.
    private enum Order: String {
        case name
        case seriousness
        case overseen

        /// What comes after a place.
        var after: String {
            switch self {
            case .name: "x.name > :name"
            case .seriousness, .overseen:
                "(x.\(rawValue), x.due, x.name) > (:rank, :due, :name)"
            }
        }

        /// What the rows are told with, and put in order by.
        var columns: String {
            switch self {
            case .name: "x.overseen, x.due, x.name"
            case .seriousness, .overseen: "x.\(rawValue), x.due, x.name"
            }
        }
    }

    private static func missed(
        by index: String, where more: String? = nil, order: Order
    ) -> Command {
        Command(
            """
            SELECT \(order.columns) FROM expectations x INDEXED BY \(index)
            WHERE x.missed_at IS NOT NULL\(more.map { " AND \($0)" } ?? "") AND \(order.after)
            AND x.missed_at >= :from AND x.missed_at < :to
            AND (:agency IS NULL OR :agency IN (x.owed_by, x.owed_to))
            AND (:sender IS NULL OR x.sender = :sender)
            AND (:recipient IS NULL
            OR x.sender <> :recipient AND :recipient IN (x.owed_by, x.owed_to))
            AND (:type IS NULL OR x.type = :type)
            AND (:rule IS NULL OR x.rule = :rule OR x.rule >= :duties AND x.rule < :duties_end)
            AND (:break_point IS NULL OR x.break_point = :break_point)
            AND (:state IS NULL OR x.state = :state)
            AND (:partnerships IS NULL OR x.p IN (SELECT value FROM json_each(:partnerships)))
            ORDER BY \(order == .name ? "x.name" : order.columns) LIMIT :limit
            """)
    }
}
