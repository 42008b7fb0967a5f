// SPDX-License-Identifier: Apache-2.0

import Wire

/// A keyword in a program: one of a closed set, so that running it is a switch and a plain call.
enum Instruction: Sendable, BitwiseCopyable {
    /// Nothing more is asked of the value.
    case end
    case never(FalseSchema)
    case type(TypeKeyword)
    case const(ConstKeyword)
    case oneOfValues(EnumKeyword)
    case minimum(MinimumKeyword)
    case maximum(MaximumKeyword)
    case exclusiveMinimum(ExclusiveMinimumKeyword)
    case exclusiveMaximum(ExclusiveMaximumKeyword)
    case multipleOf(MultipleOfKeyword)
    case minLength(MinLengthKeyword)
    case maxLength(MaxLengthKeyword)
    case pattern(PatternKeyword)
    case format(FormatKeyword)
    case minProperties(MinPropertiesKeyword)
    case maxProperties(MaxPropertiesKeyword)
    case dependentRequired(DependentRequiredKeyword)
    case members(MemberWalk)
    case propertyNames(PropertyNamesKeyword)
    case minItems(MinItemsKeyword)
    case maxItems(MaxItemsKeyword)
    case elements(ElementWalk)
    case contains(ContainsKeyword)
    case uniqueItems(UniqueItemsKeyword)
    case ref(RefKeyword)
    case dynamicRef(DynamicRefKeyword)
    case allOf(AllOfKeyword)
    case anyOf(AnyOfKeyword)
    case oneOf(OneOfKeyword)
    case not(NotKeyword)
    case `if`(IfKeyword)
    case dependentSchemas(DependentSchemasKeyword)
    case unevaluatedItems(UnevaluatedItemsKeyword)
    case unevaluatedProperties(UnevaluatedPropertiesKeyword)

    /// Whether the value at a position holds to the keyword.
    @inline(__always)
    func holds(at position: JSONPosition, _ validation: inout Validation) -> Bool {
        switch self {
        case .end: true
        case .never(let keyword): keyword.holds(at: position, &validation)
        case .type(let keyword): keyword.holds(at: position, &validation)
        case .const(let keyword): keyword.holds(at: position, &validation)
        case .oneOfValues(let keyword): keyword.holds(at: position, &validation)
        case .minimum(let keyword): keyword.holds(at: position, &validation)
        case .maximum(let keyword): keyword.holds(at: position, &validation)
        case .exclusiveMinimum(let keyword): keyword.holds(at: position, &validation)
        case .exclusiveMaximum(let keyword): keyword.holds(at: position, &validation)
        case .multipleOf(let keyword): keyword.holds(at: position, &validation)
        case .minLength(let keyword): keyword.holds(at: position, &validation)
        case .maxLength(let keyword): keyword.holds(at: position, &validation)
        case .pattern(let keyword): keyword.holds(at: position, &validation)
        case .format(let keyword): keyword.holds(at: position, &validation)
        case .minProperties(let keyword): keyword.holds(at: position, &validation)
        case .maxProperties(let keyword): keyword.holds(at: position, &validation)
        case .dependentRequired(let keyword): keyword.holds(at: position, &validation)
        case .members(let keyword): keyword.holds(at: position, &validation)
        case .propertyNames(let keyword): keyword.holds(at: position, &validation)
        case .minItems(let keyword): keyword.holds(at: position, &validation)
        case .maxItems(let keyword): keyword.holds(at: position, &validation)
        case .elements(let keyword): keyword.holds(at: position, &validation)
        case .contains(let keyword): keyword.holds(at: position, &validation)
        case .uniqueItems(let keyword): keyword.holds(at: position, &validation)
        case .ref(let keyword): keyword.holds(at: position, &validation)
        case .dynamicRef(let keyword): keyword.holds(at: position, &validation)
        case .allOf(let keyword): keyword.holds(at: position, &validation)
        case .anyOf(let keyword): keyword.holds(at: position, &validation)
        case .oneOf(let keyword): keyword.holds(at: position, &validation)
        case .not(let keyword): keyword.holds(at: position, &validation)
        case .if(let keyword): keyword.holds(at: position, &validation)
        case .dependentSchemas(let keyword): keyword.holds(at: position, &validation)
        case .unevaluatedItems(let keyword): keyword.holds(at: position, &validation)
        case .unevaluatedProperties(let keyword): keyword.holds(at: position, &validation)
        }
    }
}
