// SPDX-License-Identifier: Apache-2.0

import GRDB
import GRDBSQLite
import Signing

/// What a statement is given for its question marks, in order, or for its named parameters.
///
/// Bound straight to SQLite's statement: GRDB's own arguments make a box and a copy of each value,
/// which costs more than the insertion of a small row.
struct Arguments: ExpressibleByArrayLiteral {
    private var values: [Bound]
    private var named: [(String, Bound)] = []

    init(arrayLiteral values: (any Bindable)?...) {
        self.values = values.map { $0?.bound ?? .null }
    }

    /// Arguments that many messages bring: without a box for each until it is bound.
    init(bound values: [Bound]) { self.values = values }

    /// Arguments by name, without the colon.
    init(named: [String: (any Bindable)?]) {
        values = []
        self.named = named.map { ($0.key, $0.value?.bound ?? .null) }
    }

    static func + (left: Arguments, right: Arguments) -> Arguments {
        var sum = left
        sum.values += right.values
        return sum
    }

    /// Binds all to a statement that was reset; parameters that are given nothing are NULL.
    func bind(to statement: Statement) throws {
        for (place, value) in values.enumerated() {
            try value.bind(to: statement, at: Int32(place + 1))
        }
        for (name, value) in named {
            let position = sqlite3_bind_parameter_index(statement.sqliteStatement, ":" + name)
            if position > 0 { try value.bind(to: statement, at: position) }
        }
    }
}

/// A value that SQLite can keep in one column.
protocol Bindable {
    /// The value as it is bound.
    var bound: Bound { get }
}

extension Int64: Bindable {
    var bound: Bound { .integer(self) }
}

extension Int: Bindable {
    var bound: Bound { .integer(Int64(self)) }
}

extension String: Bindable {
    var bound: Bound { .text(self) }
}

extension [UInt8]: Bindable {
    var bound: Bound { .bytes(self) }
}

extension FoundName: Bindable {
    var bound: Bound { .name(self) }
}

extension SHA256Digest: Bindable {
    var bound: Bound { .digest(self) }
}

extension Optional where Wrapped: Bindable {
    /// The value as it is bound, NULL for none.
    var bound: Bound { self?.bound ?? .null }
}
