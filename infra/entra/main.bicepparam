// What an operator sets before the deployment. A variable without a default has to be set: the build fails and names
// it. The rest (retention, controller, data protection officer, instances) has defaults: add a line here to change one.
using './main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param operatorTenantId = readEnvironmentVariable('OPERATOR_TENANT_ID', '')
param alertEmail = readEnvironmentVariable('ALERT_EMAIL')
param monthlyBudget = int(readEnvironmentVariable('MONTHLY_BUDGET'))
param budgetStartDate = readEnvironmentVariable('BUDGET_START_DATE')
