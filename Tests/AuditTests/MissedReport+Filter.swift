// SPDX-License-Identifier: Apache-2.0

import Audit

extension MissedReport {
    /// The page that a broker makes of what a store found.
    init(_ found: [ExpectationRecord], _ filter: MissedFilter, for viewer: Viewer) {
        self.init(found.filter { filter.shows($0, to: viewer) }, in: filter)
    }
}
