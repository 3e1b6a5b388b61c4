"""Small files in the shape each system documents: per preset its files, rows made up."""

from __future__ import annotations

from icp_metrics.projections import template
from icp_metrics.tables import TABLES

Files = dict[str, str]

STRIPE_DASHBOARD: Files = {
    "subscriptions.csv": (
        "id,Customer ID,Customer Email,Plan,Quantity,Currency,Interval,Amount,Status,Created (UTC),"
        "Start (UTC),Current Period Start (UTC),Current Period End (UTC),Canceled At (UTC),"
        "Ended At (UTC),team (metadata)\n"
        "sub_1,cus_1,ann@norvex.example,Pro,3,usd,month,49.50,active,2026-01-05 10:00,"
        "2026-01-05 10:00,2026-06-05 10:00,2026-07-05 10:00,,,a\n"
        "sub_2,cus_2,bo@talmir.example,Pro,1,jpy,year,120000,canceled,2025-02-01 23:59,"
        "2025-02-01 23:59,2025-02-01 23:59,2026-02-01 23:59,2025-06-01 00:00,2026-02-01 23:59,\n"
        "sub_3,cus_2,bo@talmir.example,Pro,1,usd,month,10.00,incomplete_expired,2025-02-01 23:59,"
        "2025-02-01 23:59,2025-02-01 23:59,2026-02-01 23:59,,,\n"
    ),
    "invoices.csv": (
        "id,Amount Due,Amount Paid,Currency,Customer,Date (UTC),Due Date (UTC),Number,Paid,"
        "Subscription,Subtotal,Tax,Total,Status,Minimum Line Item Period Start (UTC),"
        "Maximum Line Item Period End (UTC)\n"
        "in_1,176.72,176.72,usd,cus_1,2026-01-05 10:00,,N-1,true,sub_1,148.50,28.22,176.72,paid,"
        "2026-01-05 10:00,2026-02-05 10:00\n"
        "in_2,500.00,0.00,usd,cus_2,2026-02-05 10:00,,N-2,false,,500.00,0.00,500.00,open,,\n"
        "in_3,9.00,0.00,usd,cus_2,2026-02-06 10:00,,,false,,9.00,0.00,9.00,draft,,\n"
    ),
    "customers.csv": (
        "id,Description,Email,Name,Created (UTC),Delinquent,Card ID,Card Last4\n"
        "cus_1,,ann@norvex.example,Norvex,2026-01-01 00:00,false,,\n"
        "cus_2,,bo@talmir.example,Talmir,2025-01-01 00:00,false,,\n"
    ),
}
PAYMENTS: Files = {
    "unified_payments.csv": (
        "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Converted Amount,Fee,"
        "Description,Status,Customer ID,Customer Email,Invoice ID\n"
        "ch_1,2026-01-05 10:00:00,176.72,0.00,usd,true,176.72,5.42,,Paid,cus_1,"
        "a@norvex.example,in_1\n"
        "ch_2,2026-01-06 10:00:00,20.00,20.00,usd,true,20.00,0.88,,Refunded,cus_1,,\n"
        "ch_3,2026-01-07 10:00:00,30.00,0.00,usd,false,30.00,0.00,,Failed,cus_2,,\n"
    ),
}
QUICKBOOKS: Files = {
    "invoice_data.csv": (
        "id,_fivetran_deleted,balance,billing_email,currency_id,customer_id,doc_number,due_date,"
        "exchange_rate,sales_term_id,total_amount,total_tax,transaction_date\n"
        "1,FALSE,0.00,,USD,10,D1,2026-02-01,1,3,1100.00,0,2026-01-02\n"
        "2,FALSE,250.00,,EUR,11,D2,2026-02-02,1.1,3,250.00,0,2026-01-03\n"
        "3,TRUE,0,,USD,11,D3,2026-02-02,1,3,99.00,0,2026-01-03\n"
    ),
    "invoice_line_data.csv": (
        "index,invoice_id,amount,bundle_id,description,discount_account_id,sales_item_item_id,"
        "sales_item_quantity,sales_item_unit_price,sub_total_item_id,detail_type\n"
        "0,1,1000.00,,Seats,,18,10,100,,SalesItemLineDetail\n"
        "1,1,100.00,,Setup,,19,1,100,,\n"
        "2,1,1100.00,,,,,,,5,SubTotalLineDetail\n"
        "0,2,250.00,,Seats,,18,2,125,,SalesItemLineDetail\n"
        "0,3,99.00,,Seats,,18,1,99,,SalesItemLineDetail\n"
    ),
    "customer_data.csv": (
        "id,balance,bill_with_parent,company_name,currency_id,display_name,email,"
        "fully_qualified_name,taxable,website\n"
        "10,0,FALSE,Norvex,USD,Norvex,ann@norvex.example,Norvex,TRUE,\n"
        "11,250,FALSE,Talmir,EUR,Talmir,,Talmir,TRUE,\n"
    ),
}
XERO: Files = {
    "xero_invoice_data.csv": (
        "invoice_id,contact_id,date,due_date,fully_paid_on_date,sub_total,total,total_tax,"
        "currency_code,currency_rate,invoice_number,line_amount_types,status,type\n"
        "i1,k1,2026-01-02,2026-02-01,,1000,1200,200,GBP,1,INV-1,Exclusive,AUTHORISED,ACCREC\n"
        "i2,k2,2026-01-03,2026-02-01,2026-01-30,300,360,60,GBP,1,INV-2,Exclusive,PAID,ACCREC\n"
        "i3,k3,2026-01-04,2026-02-01,,700,840,140,GBP,1,B-1,Exclusive,PAID,ACCPAY\n"
        "i4,k1,2026-01-05,2026-02-01,,50,60,10,GBP,1,INV-3,Exclusive,VOIDED,ACCREC\n"
        "i5,k1,2026-01-05,2026-02-01,,50,60,10,GBP,1,INV-4,Exclusive,DELETED,ACCREC\n"
    ),
    "xero_invoice_line_item_data.csv": (
        "account_code,description,invoice_id,item_code,line_amount,line_item_id,quantity,tax_amount,"
        "tax_type,unit_amount\n"
        "200,Seats,i1,,900,l1,9,180,OUTPUT,100\n200,Setup,i1,,100,l2,1,20,OUTPUT,100\n"
        "200,Seats,i2,,300,l3,3,60,OUTPUT,100\n400,Rent,i3,,700,l4,1,140,INPUT,700\n"
        "200,Seats,i4,,50,l5,1,10,OUTPUT,50\n200,Seats,i5,,50,l6,1,10,OUTPUT,50\n"
    ),
}
XERO_EXPORT: Files = {
    "SalesInvoices.csv": (
        "ContactName,EmailAddress,InvoiceNumber,Reference,InvoiceDate,DueDate,Total,TaxTotal,"
        "InvoiceAmountPaid,InvoiceAmountDue,InventoryItemCode,Description,Quantity,UnitAmount,"
        "LineAmount,AccountCode,TaxType,TaxAmount,Currency,Type,Sent,Status\n"
        "Norvex,a@norvex.example,INV-1,,25/01/2026,28/02/2026,120.00,20.00,0,120.00,,Seats,1,100.00,"
        "100.00,200,OUTPUT,20.00,GBP,Sales Invoice,Sent,Awaiting Payment\n"
        "Talmir,,BILL-1,,26/01/2026,28/02/2026,70.00,0,0,70.00,,Rent,1,70.00,70.00,400,NONE,0,GBP,"
        "Bill,,Paid\n"
        "Talmir,,INV-2,,27/01/2026,28/02/2026,60.00,0,0,60.00,,Seats,1,60.00,60.00,200,NONE,0,GBP,"
        "Sales Invoice,,Voided\n"
    ),
}
CHARGEBEE: Files = {
    "Subscriptions.csv": (
        "subscriptions.id,subscriptions.status,subscriptions.plan_id,subscriptions.plan_quantity,"
        "subscriptions.plan_unit_price,subscriptions.started_at,subscriptions.current_term_end,"
        "subscriptions.cancelled_at,subscriptions.currency_code,customers.id,customers.email,"
        "customers.company\n"
        "s1,Active,pro,3,50.00,05-Jan-2026 10:00,05-Jul-2026 10:00,,USD,k1,"
        "a@norvex.example,Norvex\n"
        "s2,Cancelled,pro,1,20.00,05-Feb-2025 10:00,05-Feb-2026 10:00,05-Feb-2026 10:00,USD,k2,,\n"
        "s3,Future,pro,1,20.00,05-Feb-2027 10:00,05-Feb-2028 10:00,,USD,k2,,\n"
    ),
    "SubscriptionAddons.csv": (
        "Subscription Id,Addon Id,Addon Quantity,Addon Unit Price\ns1,calls,2,5.00\n"
    ),
}
# 1767571200: 2026-01-05, 1783209600: 2026-07-05, 1738713600: 2025-02-05, 1770249600: 2026-02-05.
CHARGEBEE_API: Files = {
    "subscriptions.jsonl": (
        '{"id": "s1", "customer_id": "k1", "plan_id": "pro", "plan_amount": 15000,'
        ' "status": "active", "billing_period": 1, "billing_period_unit": "year",'
        ' "started_at": 1767571200,'
        ' "current_term_start": 1767571200, "current_term_end": 1783209600, "currency_code": "USD",'
        ' "mrr": 1250}\n'
        '{"id": "s2", "customer_id": "k2", "plan_id": "pro", "plan_amount": 9000,'
        ' "status": "cancelled", "billing_period": 1, "billing_period_unit": "month",'
        ' "started_at": 1738713600, "current_term_start": 1767571200,'
        ' "current_term_end": 1770249600, "cancelled_at": 1770249600, "currency_code": "JPY",'
        ' "mrr": 9000}\n'
        '{"id": "s3", "customer_id": "k3", "plan_id": "pro", "plan_amount": 9000,'
        ' "status": "in_trial", "billing_period": 1, "billing_period_unit": "month",'
        ' "started_at": 1738713600, "current_term_start": 1767571200,'
        ' "current_term_end": 1770249600, "currency_code": "KWD", "mrr": 12345}\n'
    ),
    "invoices.jsonl": (
        '{"id": "7", "customer_id": "k1", "status": "paid", "sub_total": 15000, "total": 17850,'
        ' "date": 1767571200, "recurring": true, "price_type": "tax_exclusive",'
        ' "currency_code": "USD", "amount_paid": 17850, "amount_due": 0, "subscription_id": "s1"}\n'
    ),
}
RECURLY: Files = {
    "subscription_history_data.csv": (
        "id,created_at,updated_at,activated_at,canceled_at,expires_at,account_id,plan_id,uuid,state,"
        "current_period_started_at,current_period_ends_at,current_term_ends_at,auto_renew,currency,"
        "unit_amount,quantity,add_ons_total,subtotal,collection_method\n"
        "s1,2026-01-05 09:00:00,2026-01-05 09:00:00,2026-01-05 09:00:00,,,k1,p1,u1,active,"
        "2026-01-05,2026-02-05,2027-01-05,true,USD,99.0,2,0.0,198.0,automatic\n"
        "s1,2026-01-05 09:00:00,2026-03-01 09:00:00,2026-01-05 09:00:00,,,k1,p1,u1,active,"
        "2026-03-05,2026-04-05,2027-01-05,true,USD,99.0,2,102.0,300.0,automatic\n"
        "s2,2025-02-01 09:00:00,2026-02-01 09:00:00,2025-02-01 09:00:00,2025-06-01,2026-02-01,k2,"
        "p2,u2,expired,2025-02-01,2026-02-01,2026-02-01,false,USD,1200.0,1,0.0,1200.0,manual\n"
        "s3,2025-02-01 09:00:00,2026-02-01 09:00:00,2027-02-01 09:00:00,,,k2,"
        "p2,u3,future,,,,false,USD,1200.0,1,0.0,1200.0,manual\n"
    ),
    "plan_history_data.csv": (
        "id,code,state,name,interval_unit,interval_length,trial_unit,trial_length,auto_renew\n"
        "p1,pro,active,Pro,months,1,days,0,true\np2,max,active,Max,years,1,days,0,true\n"
    ),
}
RECURLY_EXPORT: Files = {
    "subscriptions.csv": (
        "uuid,account_code,email,plan_code,plan_name,state,currency,quantity,unit_amount,"
        "total_recurring_amount,activated_at,canceled_at,expires_at,current_period_ends_at\n"
        "u1,k1,ann@norvex.example,pro,Pro,active,USD,2,99.00,198.00,2026-01-05 23:54:41 PST,,,"
        "2026-02-05 23:54:41 PST\n"
    ),
}
RECURLY_VERSIONS: Files = {
    "subscription_history.csv": (
        "subscription_uuid,version_uuid,account_code,subscription_activated_at,"
        "subscription_expires_at,subscription_state,version_started_at,version_ended_at,"
        "version_state,plan_code,plan_name,subscription_currency,version_plan_interval_unit,"
        "version_plan_interval_length,version_total_recurring_amount,version_in_trial\n"
        "u1,v1,k1,2025-01-05 10:00:00 PST,,active,2025-01-05 10:00:00 PST,2025-07-05 10:00:00 PDT,"
        "inactive,pro,Pro,USD,months,1,100,N\n"
        "u1,v2,k1,2025-01-05 10:00:00 PST,2026-07-05 10:00:00 PDT,canceled,"
        "2025-07-05 10:00:00 PDT,,active,pro,Pro,USD,years,1,2400,N\n"
    ),
}
ZUORA: Files = {
    "rate_plan_charge.csv": (
        "id,_fivetran_deleted,account_id,billing_period,charge_model,charge_number,charge_type,dmrc,"
        "effective_end_date,effective_start_date,is_last_segment,mrr,name,rate_plan_id,segment,"
        "subscription_id,tcv,transaction_currency\n"
        "c1,FALSE,a1,Annual,Per Unit Pricing,C-1,Recurring,0,2026-07-01,2025-07-01,FALSE,49.5,"
        "Users,p1,1,s1,594,USD\n"
        "c2,FALSE,a1,Annual,Per Unit Pricing,C-1,Recurring,0,2027-07-01,2026-07-01,TRUE,99,"
        "Users,p1,2,s1,1188,USD\n"
        "c3,FALSE,a1,Month,Flat Fee Pricing,C-2,Usage,,2027-07-01,2025-07-01,TRUE,,"
        "Calls,p1,1,s1,,USD\n"
        "c4,FALSE,a1,Annual,Per Unit Pricing,C-1,Recurring,0,2026-07-01,2025-07-01,TRUE,45,"
        "Users,p0,1,s0,540,USD\n"
        "c5,FALSE,a1,Annual,Discount-Percentage,C-3,Recurring,0,2026-07-01,2025-07-01,TRUE,-5,"
        "Less,p1,1,s1,-60,USD\n"
    ),
    "subscription.csv": (
        "id,account_id,auto_renew,contract_effective_date,name,original_id,previous_subscription_id,"
        "renewal_term,status,subscription_start_date,term_end_date,term_type,version\n"
        "s0,a1,TRUE,2025-07-01,S-1,s0,,12,Expired,2025-07-01,2026-07-01,TERMED,1\n"
        "s1,a1,TRUE,2025-07-01,S-1,s0,s0,12,Active,2025-07-01,2027-07-01,TERMED,2\n"
    ),
    "account.csv": (
        "id,account_number,auto_pay,balance,bill_cycle_day,crm_id,currency,name,payment_term,status\n"
        "a1,A-1,TRUE,0,1,001000000000001AAA,USD,Norvex,Net 30,Active\n"
    ),
}
ZENDESK_EXPORT: Files = {
    "tickets-export.csv": (
        "Summation column,Id,Requester,Requester id,Requester external id,Requester email,"
        "Requester domain,Submitter,Assignee,Group,Subject,Tags,Status,Priority,Via,Ticket type,"
        "Created at,Updated at,Organization,Solved at,Satisfaction Score\n"
        "1,70,Ann,9,,ann@norvex.example,norvex.example,Ann,Bo,Help,a,,Solved,Low,Web,Problem,"
        "2026-01-05 10:00,2026-01-07 10:00,Norvex,2026-01-06 10:00,Good\n"
        "1,71,Ann,9,,ann@norvex.example,norvex.example,Ann,Bo,Help,b,,Open,Low,Web,Question,"
        "2026-01-08 10:00,2026-01-08 10:00,Norvex,,Not Offered\n"
    ),
}
MARKETO: Files = {
    "marketo_lead_data.csv": (
        "id,created_at,updated_at,email,first_name,last_name,company,title,lead_source\n"
        "1,2026-01-05 10:00:00,2026-01-06 10:00:00,ann@norvex.example,A,N,Norvex,CTO,Web\n"
        "2,2026-02-05 10:00:00,2026-02-06 10:00:00,bo@talmir.example,B,T,Talmir,,\n"
    ),
    "marketo_program_data.csv": (
        "id,channel,created_at,end_date,name,sfdc_id,start_date,status,type,url,workspace\n"
        "5,Webinar,2025-12-01 10:00:00 UTC,2026-01-31,Winter,,2026-01-01,,Event,u,Default\n"
    ),
    "marketo_campaign_data.csv": (
        "active,created_at,id,name,program_id,type,workspace_name,flow_id,is_requestable,"
        "max_members,qualification_rule_type,recurrence_interval,smart_list_id\n"
        "FALSE,2025-12-01 10:00:00 UTC,51,send,5,batch,Default,1,FALSE,,once,,1\n"
    ),
    "marketo_activity_send_email_data.csv": (
        "activity_date,activity_type_id,campaign_id,campaign_run_id,choice_number,email_template_id,"
        "id,lead_id,primary_attribute_value_id,step_id,action_result\n"
        "2026-01-10 18:00:04.000,6,51,9,0,2,900,1,2,3,succeeded\n"
        "2026-01-20 18:00:04.000,6,51,9,0,2,901,1,2,3,succeeded\n"
        "2026-01-10 18:00:04.000,6,51,9,0,2,902,2,2,3,skipped\n"
    ),
}
QUALTRICS: Files = {
    "Customer Survey_January 31, 2026.csv": (
        "StartDate,EndDate,Status,IPAddress,Progress,Duration (in seconds),Finished,RecordedDate,"
        "ResponseId,RecipientEmail,ExternalReference,DistributionChannel,UserLanguage,"
        "Q1_NPS_GROUP,Q1,Q2\n"
        "Start Date,End Date,Response Type,IP Address,Progress,Duration (in seconds),Finished,"
        "Recorded Date,Response ID,Recipient Email,External Data Reference,Distribution Channel,"
        '"User Language",How likely ... - Group,"How likely are you to recommend us?",Why?\n'
        '"{""ImportId"":""startDate"",""timeZone"":""UTC""}","{""ImportId"":""endDate""}",'
        '"{""ImportId"":""status""}","{""ImportId"":""ipAddress""}","{""ImportId"":""progress""}",'
        '"{""ImportId"":""duration""}","{""ImportId"":""finished""}",'
        '"{""ImportId"":""recordedDate""}","{""ImportId"":""_recordId""}",'
        '"{""ImportId"":""recipientEmail""}","{""ImportId"":""externalDataReference""}",'
        '"{""ImportId"":""distributionChannel""}","{""ImportId"":""userLanguage""}",'
        '"{""ImportId"":""QID1_NPS_GROUP""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2_TEXT""}"\n'
        "2026-01-05 10:00:00,2026-01-05 10:01:00,0,,100,60,1,2026-01-05 10:01:00,R_1,"
        "ann@norvex.example,k1,email,EN,3,9,good\n"
        "2026-01-06 10:00:00,2026-01-06 10:01:00,0,,100,60,1,2026-01-06 10:01:00,R_2,"
        "bo@talmir.example,k2,email,EN,1,4,\n"
        "2026-01-06 11:00:00,2026-01-06 11:01:00,1,,100,60,1,2026-01-06 11:01:00,R_3,,,preview,"
        "EN,3,10,test\n"
    ),
}
QUALTRICS_ROWS: Files = {
    "question_response.csv": (
        "loop_id,question,question_id,question_option_key,response_id,sub_question_key,"
        "sub_question_text,text,value\n"
        ",Recommend,QID1,,R_1,,,,9\n,Why,QID2,,R_1,,,good,\n,Recommend,QID1,,R_2,,,,4\n"
    ),
    "survey_response.csv": (
        "id,distribution_channel,duration_in_seconds,end_date,finished,progress,recipient_email,"
        "recorded_date,start_date,status,survey_id,user_language\n"
        "R_1,email,60,2026-01-05 10:01:00,1,100,ann@norvex.example,2026-01-05 10:01:00,"
        "2026-01-05 10:00:00,0,SV_1,EN\n"
        "R_2,email,60,2026-01-06 10:01:00,1,100,bo@talmir.example,2026-01-06 10:01:00,"
        "2026-01-06 10:00:00,0,SV_1,EN\n"
    ),
    "question.csv": (
        "id,survey_id,data_export_tag,question_text,question_description,question_type,selector,"
        "sub_selector\n"
        "QID1,SV_1,Q1,How likely?,,MC,NPS,\nQID2,SV_1,Q2,Why?,,TE,SL,\n"
        "QID1,SV_2,Q1,Colour?,,MC,SAVR,\n"
    ),
}
LINKEDIN: Files = {
    "ad_analytics_by_campaign.csv": (
        "campaign_id,clicks,cost_in_local_currency,cost_in_usd,day,impressions\n"
        "3,4,100.25,110.5,2026-01-05 00:00:00,99\n3,5,50,55.1,2026-01-06 00:00:00,80\n"
    ),
    "campaign_history.csv": (
        "id,account_id,campaign_group_id,name,last_modified_time,status,type,cost_type\n"
        "3,8,2,Winter,2026-01-01 00:00:00,ACTIVE,TEXT,CPC\n"
    ),
    "account_history.csv": (
        "id,currency,version_tag,name,last_modified_time,status\n8,EUR,1,Ours,2026-01-01,ACTIVE\n"
    ),
}
LINKEDIN_REPORT: Files = {
    "account_report.csv": (
        "Start Date (in UTC),Account Name,Currency,Campaign Group ID,Campaign Name,Campaign ID,"
        "Campaign Status,Total Spent,Impressions,Clicks\n"
        "1/31/2026,Ours,EUR,2,Winter,3,Active,100.25,99,4\n"
    ),
}
MICROSOFT: Files = {
    "campaign_performance_daily_report.csv": (
        "date,account_id,campaign_id,currency_code,device_os,device_type,network,ad_distribution,"
        "bid_match_type,delivered_match_type,top_vs_other,budget_name,clicks,impressions,spend\n"
        "2026-01-05,1,7,USD,iOS,Smartphone,Search,Search,Broad,Exact,Top,b,2,9,12.34\n"
        "2026-01-05,1,7,USD,iOS,Smartphone,Search,Search,Broad,Broad,Top,b,1,9,0.66\n"
    ),
}
FIELD_HISTORY: Files = {
    "AccountHistory.csv": (
        "Id,IsDeleted,AccountId,CreatedById,CreatedDate,Field,DataType,OldValue,NewValue\n"
        "017a,,001000000000001AAA,9,2025-01-10T08:00:00.000+0000,created,,,\n"
        "017b,,001000000000001AAA,9,2025-05-01T23:30:00.000+0000,Industry,DynamicEnum,Retail,Software\n"
        "017c,,001000000000001AAA,9,2025-06-01T08:00:00.000+0000,NumberOfEmployees,Integer,40,400\n"
        "017d,,001000000000001AAA,9,2025-06-01T08:00:00.000+0000,ICP_Tier__c,DynamicEnum,C,A\n"
        "017e,,001000000000001AAA,9,2025-06-02T08:00:00.000+0000,Owner,Text,Ann,Bo\n"
        "017f,,001000000000001AAA,9,2025-06-02T08:00:00.000+0000,Owner,EntityId,9,8\n"
    ),
    "OpportunityFieldHistory.csv": (
        "Id,IsDeleted,OpportunityId,CreatedById,CreatedDate,Field,DataType,OldValue,NewValue\n"
        "017g,,006000000000001AAA,9,2025-05-01T08:00:00.000+0000,StageName,DynamicEnum,New,Proposal\n"
        "017h,,006000000000001AAA,9,2025-05-02T08:00:00.000+0000,Amount,Currency,5,6\n"
    ),
}
HISTORY_REPORT: Files = {
    "account_history_report.csv": (
        "Account Name,Account ID,Edited By,Field / Event,Old Value,New Value,Edit Date\n"
        "Norvex,001000000000001,Ann,Created.,,,1/10/2025 8:00 AM\n"
        "Norvex,001000000000001,Ann,Employees,40,400,5/13/2025 11:30 PM\n"
        "Norvex,001000000000001,Ann,Account Owner,Ann,Bo,5/14/2025 8:00 AM\n"
    ),
    "opportunity_history_report.csv": (
        "Opportunity Name,Opportunity ID,Edited By,Field / Event,Old Value,New Value,Edit Date\n"
        "Big,006000000000001,Ann,Stage,New,Proposal,5/15/2025 8:00 AM\n"
        "Big,006000000000001,Ann,Amount,5,6,5/15/2025 8:00 AM\n"
    ),
}
PROPERTY_HISTORY: Files = {
    "company_property_history.csv": (
        "company_id,timestamp,source,source_id,name,value\n"
        "501,2025-01-10 08:00:00.123,IMPORT,,industry,RETAIL\n"
        "501,2025-01-10 08:00:00.123,IMPORT,,numberofemployees,40\n"
        "501,2025-05-01 08:00:00.123,CRM_UI,,industry,SOFTWARE\n"
        "501,2025-05-02 08:00:00.123,CRM_UI,,icp_tier,A\n"
    ),
    "deal_property_history.csv": (
        "deal_id,timestamp,source,source_id,name,value\n"
        "11,2025-01-10 08:00:00.123,CRM_UI,,dealstage,appointmentscheduled\n"
        "11,2025-02-10 08:00:00.123,CRM_UI,,dealstage,closedwon\n"
        "11,2025-02-10 08:00:00.123,CRM_UI,,amount,500\n"
    ),
}
AIRBYTE_HISTORY: Files = {
    "companies_property_history.csv": (
        "companyId,property,timestamp,value,sourceType,sourceId,sourceLabel,updatedByUserId\n"
        "501,industry,2025-01-10T08:00:00.123Z,RETAIL,IMPORT,,,\n"
    ),
}
TEMPLATES: Files = {f"{name}.csv": template(table) for name, table in TABLES.items()}

SAMPLES: dict[str, list[Files]] = {
    "chargebee": [CHARGEBEE, CHARGEBEE_API],
    "hubspot": [PROPERTY_HISTORY, AIRBYTE_HISTORY],
    "linkedin_ads": [LINKEDIN, LINKEDIN_REPORT],
    "marketo": [MARKETO],
    "microsoft_ads": [MICROSOFT],
    "qualtrics": [QUALTRICS, QUALTRICS_ROWS],
    "quickbooks": [QUICKBOOKS],
    "recurly": [RECURLY, RECURLY_EXPORT, RECURLY_VERSIONS],
    "salesforce": [FIELD_HISTORY],
    "salesforce_report": [HISTORY_REPORT],
    "stripe_dashboard": [STRIPE_DASHBOARD, PAYMENTS],
    "templates": [TEMPLATES],
    "xero": [XERO, XERO_EXPORT],
    "zendesk": [ZENDESK_EXPORT],
    "zuora": [ZUORA],
}
