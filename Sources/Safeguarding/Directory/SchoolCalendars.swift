// SPDX-License-Identifier: Apache-2.0

/// The days on which the schools of a partnership are open: of all of them, and of single ones.
package struct SchoolCalendars: Sendable, Hashable {
    /// The days of every school that has no calendar of its own; nil where working days count.
    package let common: SchoolCalendar?
    /// The days of single schools, such as an academy with terms of its own.
    package let own: [AgencyID: SchoolCalendar]

    /// Gathers the calendars of a partnership's schools; most have one for all, or none.
    package init(common: SchoolCalendar? = nil, own: [AgencyID: SchoolCalendar] = [:]) {
        self.common = common
        self.own = own
    }

    /// The calendar that counts between these agencies: that of the first that has its own.
    ///
    /// Every expectation asks, and few partnerships have schools with terms of their own: the agencies are
    /// gathered only then.
    package func calendar(among agencies: @autoclosure () -> [AgencyID]) -> SchoolCalendar? {
        guard !own.isEmpty else { return common }
        return agencies().lazy.compactMap { own[$0] }.first ?? common
    }

    /// The calendar by which something was counted, from the editions that it was opened with.
    package func recorded(in editions: String) -> SchoolCalendar? {
        let named = editions.split(separator: " ").dropFirst()
        let all = [common].compactMap(\.self) + own.values
        return all.first { calendar in named.contains { $0 == calendar.edition } }
    }
}
