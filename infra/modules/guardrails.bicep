@description('The regions that anything in this resource group may be in.')
param allowedLocations array

@description('The most that a month should cost, in the subscription\'s currency.')
@minValue(1)
param monthlyBudget int

@description('First of a month, YYYY-MM-01.')
@minLength(10)
@maxLength(10)
param budgetStartDate string

@description('Who is told of costs.')
param alertEmail string

@description('Name of the environment.')
param environmentName string

// 'Allowed locations' of Azure itself. Its sister for resource groups (e765b5de-1225-4ba3-bd56-1ac6695af988) looks at
// groups, so it has no effect below one, and on the subscription it would bind what others run there.
var allowedLocationsPolicyId = 'e56962a6-4747-49cd-b67b-bf8b01975c4c'

// Nobody can add a resource outside these regions to the group later, by hand or by template.
resource locationPolicy 'Microsoft.Authorization/policyAssignments@2025-03-01' = {
  name: 'allowed-locations'
  properties: {
    displayName: 'Contact centre: allowed locations'
    description: 'All resources stay in the region chosen at deployment.'
    policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', allowedLocationsPolicyId)
    enforcementMode: 'Default'
    parameters: {
      listOfAllowedLocations: {
        value: allowedLocations
      }
    }
    nonComplianceMessages: [
      {
        message: 'This service keeps personal data in the EU: its resources stay in the region chosen at deployment.'
      }
    ]
  }
}

// Tells of costs; stops nothing.
resource budget 'Microsoft.Consumption/budgets@2024-08-01' = {
  name: 'budget-${environmentName}'
  properties: {
    amount: monthlyBudget
    category: 'Cost'
    timeGrain: 'Monthly'
    timePeriod: {
      startDate: budgetStartDate
    }
    notifications: {
      actual80: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 80
        thresholdType: 'Actual'
        contactEmails: [
          alertEmail
        ]
      }
      actual100: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 100
        thresholdType: 'Actual'
        contactEmails: [
          alertEmail
        ]
      }
    }
  }
}
