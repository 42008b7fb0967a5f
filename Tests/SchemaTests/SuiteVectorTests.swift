// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Schema
import Testing
import Wire

/// The official suite for 2020-12.
@Suite struct `The JSON Schema test suite` {
    @Test func `agrees about every required test`() throws {
        guard !SuiteRun.files.isEmpty else { return }
        let score = try SuiteRun().run(SuiteRun.files.filter { !$0.path.contains("/optional/") })
        #expect(score.failures == [])
        #expect(score.right == 1_299)
        #expect(score.cases == 1_299)
    }
}
