from django.contrib import admin
from django.urls import path

# The list of all apps beside each page is half of the time that the page takes.
admin.site.enable_nav_sidebar = False

urlpatterns = [path("admin/", admin.site.urls)]
