// SPDX-License-Identifier: Apache-2.0

import Ledger
import SampleTown

extension SampleTown {
    /// The person who plans a purge or holds a thread.
    var keeper: ActingPerson {
        ActingPerson(agency: manager.id, person: "staff-1", reference: "R-1")
    }

    /// The second person, who lets a plan go.
    var second: ActingPerson {
        ActingPerson(agency: manager.id, person: "staff-2", reference: "R-2")
    }
}
