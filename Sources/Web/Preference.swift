// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

extension HTTPFields {
    /// What is preferred under a name, in lower case: empty where nothing but the name is said, and nil where
    /// it is not named (RFC 7240 section 2).
    ///
    /// Several fields are one list; of several under a name "the first occurrence SHOULD be used".
    func preference(_ name: String) -> String? {
        let list = self[values: .prefer].joined(separator: ",")
        for element in FieldSyntax.parts(of: list, at: ",") {
            let preference = FieldSyntax.parameter(
                FieldSyntax.parts(of: element, at: ";").first ?? "")
            if preference.name == name { return preference.value.lowercased() }
        }
        return nil
    }
}
