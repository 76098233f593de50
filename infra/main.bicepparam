// For those who keep their own app registration; everybody else takes entra/main.bicepparam. A variable without a
// default has to be set: the build fails and names it.
using './main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param apiClientId = readEnvironmentVariable('API_CLIENT_ID')
param operatorTenantId = readEnvironmentVariable('OPERATOR_TENANT_ID', '')
param alertEmail = readEnvironmentVariable('ALERT_EMAIL')
param monthlyBudget = int(readEnvironmentVariable('MONTHLY_BUDGET'))
param budgetStartDate = readEnvironmentVariable('BUDGET_START_DATE')
